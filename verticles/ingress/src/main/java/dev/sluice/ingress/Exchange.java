package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.Inflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives one call: admit, route, try channels until one begins to answer, pass the answer on, settle, and only then say
 * the last word. It ends exactly once, in one of the ways of {@link CallEnd}. Used on one event loop only.
 */
final class Exchange implements Watch.Watched {
    private static final int LEFT = 499;

    private final Ingress ingress;
    private final Bus bus;
    private final Watch watch;
    private final Reply reply;
    private final Call call;
    private final Progress progress;
    private final Parting parting;
    private @Nullable Caller caller;
    private boolean known;
    private Iterator<Candidate> candidates = List.<Candidate>of().iterator();
    private @Nullable Inflow<Opening, AnswerEvent> inflow;
    private Opening.@Nullable Opened opened;
    private Bytes body = Bytes.EMPTY;
    private boolean over;
    private long quietSince = System.nanoTime();
    private long stalledSince = -1;

    Exchange(Ingress ingress, Bus bus, Watch watch, Accepted request) {
        this.ingress = ingress;
        this.bus = bus;
        this.watch = watch;
        this.reply = request.reply();
        this.call = request.call();
        this.parting = request.parting();
        this.progress = new Progress(request.arrivedNanos());
    }

    void begin(Credential credential, String remoteAddress) {
        ingress.metrics().callBegan();
        watch.add(this);
        reply.response().closeHandler(ignored -> callerLeft());
        reply.response().exceptionHandler(ignored -> callerLeft());
        bus.ask(Addresses.ADMIT, admissionRequest(credential, remoteAddress))
                .onComplete(this::admitted, cause -> refuse(Failures.explain(cause)));
    }

    private AdmissionRequest admissionRequest(Credential credential, String remoteAddress) {
        return new AdmissionRequest(
                call.id(),
                call.requestId(),
                credential,
                remoteAddress,
                call.dialect(),
                call.operation(),
                call.model(),
                call.outline().stream(),
                TokenEstimate.prompt(call.outline()),
                TokenEstimate.output(
                        call.operation(), call.outline(), ingress.settings().assumedOutputTokens()),
                System.currentTimeMillis());
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
                bus.ask(
                                Addresses.ROUTE,
                                new RouteRequest(
                                        admitted.caller().group(), call.model(), call.dialect(), call.operation()))
                        .onComplete(this::routed, cause -> giveUp(Failures.explain(cause)));
            }
        }
    }

    /** Ends a call that was not admitted: there is nothing to settle. */
    private void refuse(GatewayError error) {
        if (!over) {
            leave();
            reply.fail(error);
            record(new Progress.Ending(CallEnd.REFUSED, reply.status(error), error.code()), null);
        } else {
            record(new Progress.Ending(CallEnd.REFUSED, LEFT, error.code()), null);
        }
    }

    private void routed(Route route) {
        if (over) {
            return;
        }
        known = route.known();
        if (!route.known()) {
            giveUp(GatewayError.of(
                            Kind.MODEL_NOT_FOUND,
                            "The model '%s' does not exist or this key may not use it."
                                    .formatted(Printable.of(call.model())))
                    .at("model"));
        } else if (route.unserved()) {
            giveUp(GatewayError.of(
                            Kind.MALFORMED,
                            "The model '%s' does not serve %s."
                                    .formatted(
                                            Printable.of(call.model()),
                                            call.operation().id()))
                    .withCode("unsupported_operation")
                    .at("model"));
        } else if (route.isDeadEnd()) {
            giveUp(GatewayError.of(Kind.NO_CHANNEL, "No channel for this model is healthy; try again.")
                    .retryAfter(Duration.ofSeconds(1)));
        } else {
            candidates = route.candidates().iterator();
            tryNext();
        }
    }

    private void tryNext() {
        Candidate candidate = candidates.next();
        progress.attempt(candidate);
        Inflow<Opening, AnswerEvent> attempt = bus.open(Addresses.OPEN, new Attempt(call, candidate));
        inflow = attempt;
        int number = progress.attempts();
        attempt.receive(
                event -> ifCurrent(number, () -> received(event)),
                () -> ifCurrent(number, this::ended),
                cause -> ifCurrent(number, () -> lost(cause)));
        attempt.opened()
                .onComplete(
                        opening -> ifCurrent(number, () -> opened(opening)),
                        cause -> ifCurrent(number, () -> failed(Failures.explain(cause), Verdict.FAILED)));
    }

    /** What a channel that was given up still says, or what comes after the call has ended, changes nothing. */
    private void ifCurrent(int attempt, Runnable action) {
        if (!over && progress.attempts() == attempt) {
            action.run();
        }
    }

    private void opened(Opening opening) {
        switch (opening) {
            case Opening.Refused refused -> failed(refused.error(), refused.verdict());
            case Opening.Opened begun -> {
                if (reply.isStreaming() && !begun.streaming()) {
                    // Comments have gone out already, so a body cannot.
                    dismiss();
                    failed(
                            GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream did not stream its answer."),
                            Verdict.FAILED);
                    return;
                }
                opened = begun;
                progress.answered();
                if (ingress.settings().exposeChannel() && !reply.isStreaming()) {
                    Candidate candidate = progress.candidate();
                    reply.setChannel(candidate == null ? "" : candidate.channelName(), progress.attempts());
                }
                if (begun.streaming()) {
                    reply.beginStream(begun.headers());
                }
                // Told now and not at the end, so that a channel whose probe is a long stream is back at once.
                learn(Verdict.OK, null);
            }
        }
    }

    private void dismiss() {
        if (inflow != null) {
            inflow.cancel();
        }
    }

    private void failed(GatewayError error, Verdict verdict) {
        learn(verdict, error.retryAfter());
        if (verdict.isRetryable() && candidates.hasNext()) {
            tryNext();
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
        quietSince = System.nanoTime();
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
        // Something was taken, so the reader is slow but has not stopped.
        stalledSince = -1;
        if (inflow != null) {
            inflow.grant((int) weight);
        }
    }

    private void complete(AnswerEvent.Finished finished) {
        Opening.Opened answer = opened;
        int status = answer == null ? 200 : answer.status();
        Map<String, String> headers = answer == null ? Map.of() : answer.headers();
        leave();
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
            if (reply.isOver()) {
                return;
            }
            if (streamed) {
                reply.endStream(said);
            } else {
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
        if (over) {
            return;
        }
        leave();
        CallEnd end = progress.attempts() == 0 ? CallEnd.REFUSED : CallEnd.UPSTREAM_REFUSED;
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
        if (inflow != null) {
            dismiss();
            learn(Verdict.CALLER_LEFT, null);
        }
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
        bus.ask(Addresses.SETTLE, progress.settlement(call.id(), ending))
                .onComplete(
                        settled -> {
                            record(ending, settled);
                            if (!reply.isOver()) {
                                lastWord.run();
                            }
                        },
                        cause -> {
                            // The sweep of open holds settles it; the caller has done nothing wrong.
                            Failures.explain(cause);
                            record(ending, null);
                            if (!reply.isOver()) {
                                lastWord.run();
                            }
                        });
    }

    private void record(Progress.Ending ending, @Nullable Settled settled) {
        ingress.metrics().callEnded(call, progress, ending.status(), known);
        CallLog.write(call, caller == null ? null : caller.keyId(), progress, ending, settled);
    }

    private void learn(Verdict verdict, @Nullable Duration retryAfter) {
        Candidate candidate = progress.candidate();
        if (candidate != null && !candidate.answeredHere()) {
            Duration first = progress.hasAnswered() ? Duration.ofNanos(progress.attemptFirstContentNanos()) : null;
            bus.ask(
                    Addresses.LEARN,
                    new Outcome(
                            candidate.channelId(),
                            call.model(),
                            verdict,
                            retryAfter,
                            first,
                            Duration.ofNanos(progress.attemptAgeNanos())));
        }
    }

    @Override
    public void tick(long now) {
        if (call.outline().stream()
                && (reply.isStreaming() || opened == null)
                && now - quietSince > ingress.settings().keepAlive().toNanos()) {
            quietSince = now;
            if (!reply.isStalled()) {
                reply.keepAlive();
            }
        }
        if (!reply.isStalled()) {
            stalledSince = -1;
        } else if (stalledSince < 0) {
            stalledSince = now;
        } else if (now - stalledSince > ingress.settings().stallTimeout().toNanos()) {
            reply.cut();
        }
    }
}
