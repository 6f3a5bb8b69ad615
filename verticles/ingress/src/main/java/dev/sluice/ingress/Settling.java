package dev.sluice.ingress;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Settled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends one call: has its end booked, tells those who count and remember, and only then lets the last word be said. Used on
 * one event loop only.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private final Ingress ingress;
    private final Holder holder;
    private final Reply reply;
    private final Call call;
    private final Progress progress;
    private @Nullable Caller caller;
    private boolean known;

    Settling(Ingress ingress, Holder holder, Accepted request, Progress progress) {
        this.ingress = ingress;
        this.holder = holder;
        this.reply = request.reply();
        this.call = request.call();
        this.progress = progress;
    }

    /** Whose call it is. */
    void admitted(Caller who) {
        caller = who;
    }

    /**
     * Where it goes.
     *
     * @param isKnown whether the model is one that the gateway serves
     */
    void routed(boolean isKnown) {
        known = isKnown;
    }

    @Nullable
    Caller caller() {
        return caller;
    }

    /** Has the end booked; the last word is said after that, unless a good answer could not be. */
    void settle(Progress.Ending ending, Runnable lastWord) {
        progress.trace().settling();
        holder.settle(progress.settlement(call.id(), ending), ingress.overload()::journalTook)
                .onComplete(settled -> ended(ending, settled, lastWord), cause -> notBooked(ending, cause, lastWord));
    }

    private void ended(Progress.Ending ending, @Nullable Settled settled, Runnable lastWord) {
        progress.trace().settled();
        record(ending, settled);
        if (!reply.isOver()) {
            explain();
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
            ended(new Progress.Ending(ending.end(), reply.shown(error), error.code()), null, () -> reply.fail(error));
        } else {
            ended(ending, null, lastWord);
        }
    }

    /** Tells those who count and remember; nothing is booked by it. */
    void record(Progress.Ending ending, @Nullable Settled settled) {
        ingress.metrics().callEnded(call, progress, ending.status(), known);
        CallLog.write(call, caller == null ? null : caller.keyId(), progress, ending, settled);
        Trace trace = progress.trace();
        trace.end(call, ending);
        ingress.traces().add(trace);
    }

    /** Says in a header what is known by now of how the call goes, to those who may know it and ask for it. */
    void explain() {
        if (caller != null && caller.mayExplain() && reply.isExplanationWanted()) {
            reply.explain(new TraceReader(progress.trace()).brief());
        }
    }
}
