package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.Inflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one call: admit, route, try channels until one begins to answer, pass the answer on, settle, and only then say
 * the last word. It ends exactly once, in one of the ways of {@link CallEnd}. Used on one event loop only.
 */
final class Exchange implements Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int LEFT = 499;

    private final Ingress ingress;
    private final Bus bus;
    private final Watch watch;
    private final Holder holder;
    private final Reply reply;
    private final Call call;
    private final Progress progress;
    private final Parting parting;
    private final Silence silence;
    private final Dam dam = new Dam();
    private @Nullable Caller caller;
    private @Nullable Walk walk;
    private @Nullable Inflow<Opening, AnswerEvent> inflow;
    private Opening.@Nullable Opened opened;
    private Bytes body = Bytes.EMPTY;
    private boolean secured;
    private boolean reopened;
    private boolean over;

    Exchange(Ingress ingress, Bus bus, Watch watch, Accepted request) {
        this.ingress = ingress;
        this.bus = bus;
        this.watch = watch;
        this.holder = new Holder(bus);
        this.reply = request.reply();
        this.call = request.call();
        this.parting = request.parting();
        this.progress = new Progress(request.arrivedNanos());
        this.silence = new Silence(reply, ingress.settings());
    }

    void begin(Bearer bearer, String remoteAddress) {
        ingress.metrics().callBegan();
        watch.add(this);
        reply.response().closeHandler(ignored -> callerLeft());
        reply.response().exceptionHandler(ignored -> callerLeft());
        holder.admit(CallMaker.admission(ingress, call, bearer.credential(), remoteAddress))
                .onSuccess(bearer::learn)
                .onComplete(this::admitted, cause -> refuse(Failures.explain(cause)));
    }

    private void admitted(Admission admission) {
        switch (admission) {
            case Admission.Refused refused -> {
                reply.setLimits(refused.limits());
                refuse(refused.error());
            }
            case Admission.Admitted admitted -> {
                caller = admitted.caller();
                if (over) {
                    settle(new Progress.Ending(CallEnd.CALLER_LEFT_EARLY, LEFT, null), () -> {});
                    return;
                }
                reply.setLimits(admitted.limits());
                if (call.outline().stream()) {
                    secure();
                }
                ingress.routes()
                        .find(new RouteFinder.Asking(bus, call, admitted.caller(), reply))
                        .onComplete(this::routed, cause -> giveUp(Failures.explain(cause)));
            }
        }
    }

    /**
     * Has the hold made durable while the route is found; nothing of a stream is said before. Other answers need not ask:
     * they are said whole after their settlement is durable, which stands behind the hold in the same journal.
     */
    private void secure() {
        secured = true;
        dam.close();
        holder.secure(call.id()).onComplete(held -> dam.open(), this::notHeld);
    }

    private void notHeld(Throwable cause) {
        GatewayError why = Failures.explain(cause);
        if (!over) {
            LOG.warn("event=hold_not_durable call={} reason={}", call.id(), why.code());
            leave();
            dismissUnjudged();
            giveUp(Refusals.NOT_HELD, CallEnd.REFUSED);
        }
    }

    /** Ends a call that was not admitted: there is nothing to settle. */
    private void refuse(GatewayError error) {
        int status = over ? LEFT : reply.status(error);
        if (!over) {
            leave();
            reply.fail(error);
        }
        record(new Progress.Ending(CallEnd.REFUSED, status, error.code()), null);
    }

    private void routed(Route route) {
        if (over) {
            return;
        }
        Walk begun = new Walk(route);
        walk = begun;
        GatewayError refusal = Refusals.of(route, call);
        Candidate first = begun.next();
        if (refusal != null || first == null) {
            giveUp(refusal == null ? Refusals.NO_CHANNEL : refusal);
        } else {
            attempt(first);
        }
    }

    private void attempt(Candidate candidate) {
        progress.attempt(candidate);
        Inflow<Opening, AnswerEvent> attempt =
                bus.open(Addresses.OPEN, new Attempt(call.answeredBy(candidate.standsIn()), candidate));
        inflow = attempt;
        int number = progress.attempts();
        attempt.receive(
                event -> dam.pass(() -> ifCurrent(number, () -> received(event))),
                () -> dam.pass(() -> ifCurrent(number, this::ended)),
                cause -> dam.pass(() -> ifCurrent(number, () -> lost(cause))));
        attempt.opened()
                .onComplete(
                        opening -> ifCurrent(number, () -> opened(opening)),
                        cause -> ifCurrent(number, () -> unopened(Failures.explain(cause), candidate)));
    }

    /** What a channel that was given up still says, or what comes after the call has ended, changes nothing. */
    private void ifCurrent(int attempt, Runnable action) {
        if (!over && progress.attempts() == attempt) {
            action.run();
        }
    }

    private void opened(Opening opening) {
        progress.opened(opening);
        switch (opening) {
            case Opening.Refused refused -> failed(refused.error(), refused.verdict());
            case Opening.Opened begun -> {
                if (begun.streaming() && !secured) {
                    secure();
                }
                int number = progress.attempts();
                dam.pass(() -> ifCurrent(number, () -> begun(begun)));
            }
        }
    }

    private void begun(Opening.Opened begun) {
        if (reply.isStreaming() && !begun.streaming()) {
            // Comments have gone out already, so a body cannot.
            dismiss();
            failed(GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream did not stream its answer."), Verdict.FAILED);
            return;
        }
        opened = begun;
        progress.answered();
        Candidate answering = progress.candidate();
        if (answering != null && !reply.isStreaming()) {
            reply.nameWhoAnswers(answering, ingress.settings().exposeChannel() ? progress.attempts() : 0);
        }
        if (begun.streaming()) {
            reply.beginStream(begun.headers());
        }
        // Told now and not at the end, so that a channel whose probe is a long stream is back at once.
        learn(Verdict.OK, null);
    }

    private void dismiss() {
        if (inflow != null) {
            inflow.cancel();
        }
    }

    /** Cancels the attempt that is under way, if one is; it says nothing about its channel. */
    private void dismissUnjudged() {
        if (inflow != null) {
            dismiss();
            learn(Verdict.CALLER_LEFT, null);
        }
    }

    /** A node that leaves before it has answered says nothing about the channel, which another node may reach. */
    private void unopened(GatewayError error, Candidate candidate) {
        if (error.kind() == Kind.UNAVAILABLE && !reopened) {
            reopened = true;
            learn(Verdict.CALLER_LEFT, null);
            attempt(candidate);
        } else {
            failed(error, Verdict.FAILED);
        }
    }

    private void failed(GatewayError error, Verdict verdict) {
        learn(verdict, error.retryAfter());
        Candidate next = walk == null || !ingress.mayRetry() ? null : walk.after(progress.candidate(), error, verdict);
        if (next != null) {
            attempt(next);
        } else {
            giveUp(error);
        }
    }

    private void received(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Said said -> pass(said);
            case AnswerEvent.Finished finished -> complete(finished);
            case AnswerEvent.Broken broken -> broke(broken.error(), broken.verdict(), broken.usage());
        }
    }

    private void pass(AnswerEvent.Said said) {
        progress.passed(said);
        silence.said();
        if (isStreamed()) {
            reply.write(said.bytes(), said.events(), this::grant);
        } else {
            body = said.bytes();
        }
    }

    private boolean isStreamed() {
        return opened != null && opened.streaming();
    }

    private void grant(long weight) {
        silence.taken();
        if (inflow != null) {
            inflow.grant((int) weight);
        }
    }

    private void complete(AnswerEvent.Finished finished) {
        Opening.Opened answer = opened;
        int status = answer == null ? 200 : answer.status();
        Map<String, String> headers = answer == null ? Map.of() : answer.headers();
        leave();
        if (walk != null && walk.isUsageWanted()) {
            progress.seen(call.model(), finished.usage()).ifPresent(seen -> bus.ask(Addresses.USED, seen));
        }
        settle(
                new Progress.Ending(
                        CallEnd.COMPLETED, status, null, finished.usage(), finished.counted(), finished.suspect()),
                () -> say(finished.lastWord(), last -> reply.endJson(status, headers, last)));
    }

    /** Says the last word of a stream, or the whole of an answer that is none. */
    private void say(@Nullable Bytes lastWord, Consumer<Bytes> whole) {
        boolean streamed = isStreamed();
        Bytes last = streamed ? lastWord == null ? Bytes.EMPTY : lastWord : body;
        String userId = caller == null ? "" : caller.userId();
        parting.say(userId, new Parting.Last(last, streamed)).onSuccess(said -> {
            if (streamed && !reply.isOver()) {
                reply.endStream(said);
            } else if (!reply.isOver()) {
                whole.accept(said);
            }
        });
    }

    private void broke(GatewayError error, Verdict verdict, @Nullable Usage reported) {
        learn(verdict, null);
        leave();
        settle(
                new Progress.Ending(CallEnd.UPSTREAM_BROKE, shown(error), error.code(), reported, null, false),
                () -> reply.fail(error));
    }

    private void ended() {
        broke(GatewayError.of(Kind.UPSTREAM_FAILED, "The answer ended without an end."), Verdict.FAILED, null);
    }

    private void lost(Throwable cause) {
        broke(Failures.explain(cause), Verdict.FAILED, null);
    }

    /** Ends an admitted call to which no channel has begun to answer. */
    private void giveUp(GatewayError error) {
        if (!over) {
            leave();
            giveUp(error, progress.attempts() == 0 ? CallEnd.REFUSED : CallEnd.UPSTREAM_REFUSED);
        }
    }

    private void giveUp(GatewayError error, CallEnd end) {
        settle(new Progress.Ending(end, shown(error), error.code()), () -> reply.fail(error));
    }

    private int shown(GatewayError error) {
        return reply.isStreaming() ? 200 : reply.status(error);
    }

    private void callerLeft() {
        if (over) {
            return;
        }
        leave();
        dismissUnjudged();
        if (caller != null) {
            CallEnd end = progress.hasAnswered() ? CallEnd.CALLER_LEFT : CallEnd.CALLER_LEFT_EARLY;
            settle(new Progress.Ending(end, LEFT, null, progress.reported(), null, false), () -> {});
        }
    }

    /** From here on nothing that arrives changes how the call ends. */
    private void leave() {
        over = true;
        watch.remove(this);
        ingress.bodies().giveBack(call.body().length());
    }

    private void settle(Progress.Ending ending, Runnable lastWord) {
        holder.settle(progress.settlement(call.id(), ending), ingress.overload()::journalTook)
                .onComplete(settled -> ended(ending, settled, lastWord), cause -> notBooked(ending, cause, lastWord));
    }

    private void ended(Progress.Ending ending, @Nullable Settled settled, Runnable lastWord) {
        record(ending, settled);
        if (!reply.isOver()) {
            lastWord.run();
        }
    }

    /**
     * The bill could not be made durable in time, so the end of a good answer is not said: who hears the last word may rely
     * on its being booked. A failure is told as it is; whoever hears one cannot take it for an answer.
     */
    private void notBooked(Progress.Ending ending, Throwable cause, Runnable lastWord) {
        GatewayError why = Failures.explain(cause);
        LOG.error("event=end_not_durable call={} end={} reason={}", call.id(), ending.end(), why.code());
        if (ending.end() == CallEnd.COMPLETED) {
            GatewayError error = Refusals.NOT_BOOKED;
            ended(new Progress.Ending(ending.end(), shown(error), error.code()), null, () -> reply.fail(error));
        } else {
            ended(ending, null, lastWord);
        }
    }

    private void record(Progress.Ending ending, @Nullable Settled settled) {
        ingress.metrics().callEnded(call, progress, ending.status(), walk != null && walk.isKnown());
        CallLog.write(call, caller == null ? null : caller.keyId(), progress, ending, settled);
    }

    private void learn(Verdict verdict, @Nullable Duration retryAfter) {
        progress.outcome(call.model(), verdict, retryAfter).ifPresent(outcome -> bus.ask(Addresses.LEARN, outcome));
    }

    @Override
    public @Nullable CallProgress news() {
        return isStreamed() ? progress.news(call.id()) : null;
    }

    @Override
    public String holder() {
        return holder.node();
    }

    @Override
    public void tick(long now) {
        // Secured and open: the hold is durable. Before that not even a comment may go out.
        boolean held = secured && dam.isOpen();
        silence.tick(now, call.outline().stream() && held && (reply.isStreaming() || opened == null));
    }
}
