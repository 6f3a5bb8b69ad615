package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one call: admit, route, try channels until one begins to answer, pass the answer on, settle, and only then say
 * the last word. It ends exactly once, in one of the ways of {@link CallEnd}. Used on one event loop only.
 */
final class Exchange implements Watch.Watched, Race.Finish {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int LEFT = 499;

    private final Ingress ingress;
    private final Bus bus;
    private final Watch watch;
    private final Holder holder;
    private final Reply reply;
    private final Call call;
    private final Progress progress;
    private final Settling settling;
    private final Parting parting;
    private final Silence silence;
    private final Dam dam = new Dam();
    private @Nullable Walk walk;
    private @Nullable Race race;
    private Opening.@Nullable Opened opened;
    private Bytes body = Bytes.EMPTY;
    private boolean secured;
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
        this.settling = new Settling(ingress, holder, request, progress);
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
        progress.trace().admitted(admission);
        switch (admission) {
            case Admission.Refused refused -> {
                reply.setLimits(refused.limits());
                refuse(refused.error());
            }
            case Admission.Admitted admitted -> {
                settling.admitted(admitted.caller());
                if (over) {
                    settling.settle(new Progress.Ending(CallEnd.CALLER_LEFT_EARLY, LEFT, null), () -> {});
                    return;
                }
                reply.setLimits(admitted.limits());
                if (reply.pinnedChannel() != null && !admitted.caller().mayPin()) {
                    giveUp(Refusals.MAY_NOT_PIN);
                    return;
                }
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
            dismiss();
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
        settling.record(new Progress.Ending(CallEnd.REFUSED, status, error.code()), null);
    }

    private void routed(Route route) {
        if (over) {
            return;
        }
        progress.trace().routed(route);
        settling.routed(route.known());
        Walk begun = new Walk(route);
        walk = begun;
        GatewayError refusal = Refusals.of(route, call, reply.pinnedChannel());
        Candidate first = begun.next();
        if (refusal != null || first == null) {
            giveUp(refusal == null ? Refusals.NO_CHANNEL : refusal);
        } else {
            Race running = new Race(new Race.Means(ingress, bus, watch, dam), call, progress, begun, this);
            race = running;
            running.begin(first);
        }
    }

    @Override
    public void opening(Opening.Opened begun) {
        if (begun.streaming() && !secured) {
            secure();
        }
    }

    @Override
    public void begun(OpenAttempt attempt, Opening.Opened begun) {
        Race running = Objects.requireNonNull(race, "what begins was begun");
        if (reply.isStreaming() && !begun.streaming()) {
            // Comments have gone out already, so a body cannot.
            attempt.inflow().cancel();
            running.failed(
                    attempt,
                    GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream did not stream its answer."),
                    Verdict.FAILED);
            return;
        }
        opened = begun;
        progress.answered();
        if (!reply.isStreaming()) {
            reply.nameWhoAnswers(attempt.candidate(), ingress.settings().exposeChannel() ? progress.attempts() : 0);
        }
        if (begun.streaming()) {
            settling.explain();
            reply.beginStream(begun.headers());
        }
        // Told now and not at the end, so that a channel whose probe is a long stream is back at once.
        running.learn(attempt, Verdict.OK, null);
        copy();
    }

    /** Has another channel get a copy, if the route wants that; not before the caller's own answer has begun or failed. */
    private void copy() {
        Route route = progress.trace().route;
        Candidate target = route == null ? null : route.shadow();
        if (target != null) {
            ShadowCopy.send(new ShadowCopy.Means(ingress, bus, watch), call, progress.trace(), target);
        }
    }

    @Override
    public void received(AnswerEvent event) {
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
        if (race != null) {
            race.grant((int) weight);
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
        settling.settle(
                new Progress.Ending(
                        CallEnd.COMPLETED, status, null, finished.usage(), finished.counted(), finished.suspect()),
                () -> say(finished.lastWord(), last -> reply.endJson(status, headers, last)));
    }

    /** Says the last word of a stream, or the whole of an answer that is none. */
    private void say(@Nullable Bytes lastWord, Consumer<Bytes> whole) {
        boolean streamed = isStreamed();
        Bytes last = streamed ? lastWord == null ? Bytes.EMPTY : lastWord : body;
        Caller caller = settling.caller();
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
        if (race != null) {
            race.broke(error, verdict);
        }
        leave();
        settling.settle(
                new Progress.Ending(CallEnd.UPSTREAM_BROKE, reply.shown(error), error.code(), reported, null, false),
                () -> reply.fail(error));
    }

    @Override
    public void ended() {
        broke(GatewayError.of(Kind.UPSTREAM_FAILED, "The answer ended without an end."), Verdict.FAILED, null);
    }

    @Override
    public void lost(Throwable cause) {
        broke(Failures.explain(cause), Verdict.FAILED, null);
    }

    @Override
    public void gaveUp(GatewayError error) {
        giveUp(error);
    }

    /** Ends an admitted call to which no channel has begun to answer. */
    private void giveUp(GatewayError error) {
        if (!over) {
            leave();
            giveUp(error, progress.attempts() == 0 ? CallEnd.REFUSED : CallEnd.UPSTREAM_REFUSED);
            if (progress.attempts() > 0) {
                copy();
            }
        }
    }

    private void giveUp(GatewayError error, CallEnd end) {
        settling.settle(new Progress.Ending(end, reply.shown(error), error.code()), () -> reply.fail(error));
    }

    private void callerLeft() {
        if (over) {
            return;
        }
        leave();
        dismiss();
        if (settling.caller() != null) {
            CallEnd end = progress.hasAnswered() ? CallEnd.CALLER_LEFT : CallEnd.CALLER_LEFT_EARLY;
            settling.settle(new Progress.Ending(end, LEFT, null, progress.reported(), null, false), () -> {});
        }
    }

    /** From here on nothing that arrives changes how the call ends. */
    private void leave() {
        over = true;
        if (race != null) {
            race.stop();
        }
        watch.remove(this);
        ingress.bodies().giveBack(call.body().length());
    }

    private void dismiss() {
        if (race != null) {
            race.dismiss();
        }
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
