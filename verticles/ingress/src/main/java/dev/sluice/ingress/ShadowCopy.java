package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.Inflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Explanation.Copy;
import dev.sluice.model.call.Explanation.CopyState;
import dev.sluice.model.call.Explanation.Unbilled;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.UnbilledUse.Kind;
import dev.sluice.model.chat.Usage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one call that another channel gets, once its caller's answer has begun: it is read within bounds and thrown away,
 * and only how it went is kept. Neither the caller, nor the books, nor the channel's health hear of it. Used on one event
 * loop only.
 */
final class ShadowCopy {
    private static final int NANOS_PER_MICRO = 1_000;

    private final Means means;
    private final Call call;
    private final Trace trace;
    private final Candidate target;
    private final Inflow<Opening, AnswerEvent> inflow;
    private final long began = System.nanoTime();
    private final long timer;
    private Unbilled unbilled = new Unbilled(0, 0, 0L);
    private CopyState state = CopyState.UNDER_WAY;
    private @Nullable Integer status;
    private @Nullable String error;
    private @Nullable Usage reported;
    private long firstToken;
    private long ended;
    private long bytes;
    private long produced;

    /** With what it is sent. */
    record Means(Ingress ingress, Bus bus, Watch watch) {}

    private ShadowCopy(Means means, Call call, Trace trace, Candidate target) {
        this.means = means;
        this.call = call;
        this.trace = trace;
        this.target = target;
        this.inflow = means.bus().open(Addresses.OPEN, new Attempt(call, target));
        this.timer = means.watch()
                .later(means.ingress().shadows().settings().longest().toNanos(), () -> cutOff(CopyState.TIMED_OUT));
    }

    /** Sends a copy there if the node has room; of all work this is what is dropped first. */
    static void send(Means means, Call call, Trace trace, Candidate target) {
        Ingress ingress = means.ingress();
        if (!ingress.mayCopy()) {
            ingress.metrics().copied(target.channelName(), "shed");
        } else if (!ingress.shadows().enter(call.body().length())) {
            ingress.metrics().copied(target.channelName(), "no_room");
        } else {
            new ShadowCopy(means, call, trace, target).listen();
        }
    }

    private void listen() {
        publish();
        inflow.receive(this::received, () -> failed(CopyState.BROKE, null), cause -> lost(CopyState.BROKE, cause));
        inflow.opened().onComplete(this::opened, cause -> lost(CopyState.REFUSED, cause));
    }

    private void opened(Opening opening) {
        if (isOver()) {
            return;
        }
        switch (opening) {
            case Opening.Opened begun -> {
                status = begun.status();
                firstToken = System.nanoTime();
                publish();
            }
            case Opening.Refused refused -> {
                status = refused.error().status();
                failed(CopyState.REFUSED, refused.error());
            }
        }
    }

    private void received(AnswerEvent event) {
        if (isOver()) {
            return;
        }
        switch (event) {
            case AnswerEvent.Said said -> read(said);
            case AnswerEvent.Finished finished -> {
                reported = finished.usage() == null ? finished.counted() : finished.usage();
                end(CopyState.COMPLETED);
            }
            case AnswerEvent.Broken broken -> {
                reported = broken.usage() == null ? reported : broken.usage();
                failed(CopyState.BROKE, broken.error());
            }
        }
    }

    private void read(AnswerEvent.Said said) {
        bytes += said.bytes().length();
        produced += said.produced();
        reported = said.reported() == null ? reported : said.reported();
        if (bytes > means.ingress().shadows().settings().mostBytes()) {
            cutOff(CopyState.TOO_LONG);
        } else {
            inflow.grant(said.bytes().length());
        }
    }

    private void lost(CopyState how, Throwable cause) {
        if (!isOver()) {
            failed(how, Failures.explain(cause));
        }
    }

    private void failed(CopyState how, @Nullable GatewayError why) {
        if (!isOver()) {
            error = why == null ? null : why.code();
            end(how);
        }
    }

    private void cutOff(CopyState why) {
        if (!isOver()) {
            // First, as cancelling fails what is still waited for.
            end(why);
            inflow.cancel();
        }
    }

    private boolean isOver() {
        return state != CopyState.UNDER_WAY;
    }

    private void end(CopyState how) {
        state = how;
        ended = System.nanoTime();
        means.watch().forget(timer);
        means.ingress().shadows().leave(call.body().length());
        means.ingress().metrics().copied(target.channelName(), how.name().toLowerCase(Locale.ROOT));
        means.ingress()
                .metrics()
                .copyTook(target.channelName(), firstToken == 0 ? 0 : firstToken - began, ended - began);
        publish();
        if (how != CopyState.REFUSED) {
            HouseCost cost = new HouseCost(means.bus(), call, trace);
            cost.tell(Kind.SHADOW, target, used(cost), known -> {
                unbilled = known;
                publish();
            });
        }
    }

    /** What it reported before it was cut off may lag behind what has come. */
    private Usage used(HouseCost cost) {
        Usage last = reported;
        if (last == null) {
            return cost.estimate(produced);
        }
        return state == CopyState.COMPLETED ? last : Progress.atLeast(last, produced);
    }

    /** Whoever reads it is on another thread. */
    private void publish() {
        trace.copy = new Copy(
                target.channelId(),
                target.channelName(),
                target.upstreamModel(),
                target.keyId(),
                state,
                status,
                error,
                firstToken == 0 ? null : (Long) ((firstToken - began) / NANOS_PER_MICRO),
                ((ended == 0 ? System.nanoTime() : ended) - began) / NANOS_PER_MICRO,
                unbilled);
    }
}
