package dev.sluice.provider.passage;

import dev.sluice.bus.Outflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from a {@link Source} to the caller.
 *
 * <p>Nothing is let through before there is content, so that whatever goes wrong until then is a refusal, after which
 * another channel may be tried. From then on it forwards under credit, and failures are told in-band. All four timeouts
 * are looked after here. Belongs to one event loop; whatever arrives after the end is ignored.
 */
public final class Passage implements Sweep.Timed {
    private static final int MOST_HELD = 64 * 1024;
    private static final long REJECTION_NANOS = 2_000_000_000L;
    private static final long LINGER_NANOS = 1_000_000_000L;
    private static final long APPRAISAL_NANOS = 3_000_000_000L;

    private enum Phase {
        /** Until there is a connection. */
        DIALLING,
        /** The request is out, no content yet. */
        WAITING,
        /** The upstream says no, and is about to say why. */
        REJECTING,
        /** Content has gone to the caller. */
        FLOWING,
        /** The answer is over, and what it used is being counted. */
        APPRAISING,
        /** The answer is over but the upstream has not ended its body; if it does soon, the connection can be kept. */
        LINGERING,
        OVER
    }

    private final Timeouts timeouts;
    private final Outflow<AnswerEvent> out;
    private final Sweep sweep;
    private final @Nullable Appraisal appraisal;
    private final Promise<Opening> opening = Promise.promise();
    private final List<Said> held = new ArrayList<>(2);
    private final long began = System.nanoTime();
    private long since = began;
    private int heldBytes;
    private boolean paused;
    private boolean bodyOver;
    private long produced;
    private @Nullable Usage reported;
    private Phase phase = Phase.DIALLING;
    private @Nullable Source source;
    private @Nullable AnswerReader reader;
    private Opening.@Nullable Opened head;
    private @Nullable UpstreamError rejection;
    private @Nullable Finished appraised;

    public Passage(Timeouts timeouts, Outflow<AnswerEvent> out, Sweep sweep) {
        this(timeouts, out, sweep, null);
    }

    /** A passage of an answer whose usage matters: the appraisal is asked if the upstream says nothing about it. */
    public Passage(Timeouts timeouts, Outflow<AnswerEvent> out, Sweep sweep, @Nullable Appraisal appraisal) {
        this.timeouts = timeouts;
        this.out = out;
        this.sweep = sweep;
        this.appraisal = appraisal;
    }

    /** Begins. The future always succeeds, with how the answer began. */
    public Future<Opening> run(Source from) {
        source = from;
        sweep.watch(this);
        out.onCredit(this::resume);
        out.onCancel(this::cancel);
        if (phase != Phase.OVER) {
            from.start(this);
        }
        return opening.future();
    }

    // What the source says.

    /** There is a connection and the request is on its way. */
    public void sent() {
        if (phase == Phase.DIALLING) {
            enter(Phase.WAITING);
        }
    }

    /** The upstream has refused, and its reason is being read; what is known so far is used if that does not come. */
    public void rejecting(UpstreamError soFar) {
        if (phase == Phase.WAITING) {
            rejection = soFar;
            enter(Phase.REJECTING);
        }
    }

    /** There will be no answer. Without effect once content has gone out. */
    public void refuse(GatewayError error, Verdict verdict) {
        switch (phase) {
            case DIALLING, WAITING, REJECTING -> {}
            case FLOWING, APPRAISING, LINGERING, OVER -> {
                return;
            }
        }
        stop();
        out.end();
        opening.tryComplete(new Opening.Refused(error, verdict));
    }

    /** The upstream answers; {@code head} is told as soon as there is content. */
    public void answering(Opening.Opened begun, AnswerReader with) {
        head = begun;
        reader = with;
    }

    /** The next bytes of the answer. */
    public void take(Bytes piece) {
        switch (phase) {
            case WAITING -> accept(reader().read(piece));
            case FLOWING -> {
                since = System.nanoTime();
                accept(reader().read(piece));
            }
            case APPRAISING, LINGERING -> linger(piece.length());
            case DIALLING, REJECTING, OVER -> {}
        }
    }

    /** The answer's body ended as HTTP allows. */
    public void ended() {
        switch (phase) {
            case WAITING, FLOWING -> ended(reader().end());
            case APPRAISING -> bodyOver = true;
            case LINGERING -> finish();
            case DIALLING, REJECTING, OVER -> {}
        }
    }

    /**
     * The same, where what the reader has to say about the end has been read already.
     *
     * @param last with an ending
     */
    public void ended(Reading last) {
        if (phase == Phase.WAITING || phase == Phase.FLOWING) {
            bodyOver = true;
            accept(last);
            if (phase != Phase.APPRAISING) {
                finish();
            }
        }
    }

    /** The connection is gone, or never came about. */
    public void lost(GatewayError error, Verdict verdict) {
        switch (phase) {
            case DIALLING, WAITING -> refuse(error, verdict);
            case REJECTING -> refuseAsKnown();
            case FLOWING -> breakOff(error, verdict);
            case APPRAISING -> bodyOver = true;
            case LINGERING -> finish();
            case OVER -> {}
        }
    }

    // Holding back and letting through.

    private void accept(Reading reading) {
        reported = reading.reported() == null ? reported : reading.reported();
        boolean begins = phase == Phase.WAITING;
        if (begins && !begin(reading)) {
            return;
        }
        if (!reading.forward().isEmpty()) {
            send(said(reading));
        }
        AnswerEvent ending = reading.ending();
        if (ending != null && phase == Phase.FLOWING) {
            conclude(ending);
        }
        if (begins) {
            // Last, so that what has come so far travels with it.
            opening.tryComplete(Objects.requireNonNull(head));
        }
    }

    /** Whether the answer begins with this reading; else it is refused, or still waited for. */
    private boolean begin(Reading reading) {
        if (reading.ending() instanceof Broken broken) {
            refuse(broken.error(), broken.verdict());
            return false;
        }
        if (reading.ending() == null && !isWorthBeginning(reading) && hold(reading)) {
            return false;
        }
        enter(Phase.FLOWING);
        held.forEach(this::send);
        held.clear();
        return true;
    }

    /** Whether the caller gets some of the content now: a body comes whole, at its end. */
    private boolean isWorthBeginning(Reading reading) {
        return reading.content() && Objects.requireNonNull(head).streaming();
    }

    /** Whether there was room. A body that is not a stream is bounded by its source. */
    private boolean hold(Reading reading) {
        Bytes forward = reading.forward();
        if (forward.isEmpty()) {
            return true;
        }
        heldBytes += forward.length();
        if (heldBytes > MOST_HELD && Objects.requireNonNull(head).streaming()) {
            return false;
        }
        held.add(said(reading));
        return true;
    }

    /** With the latest that was reported, for which there may have been nothing to say until now. */
    private Said said(Reading reading) {
        Said said = new Said(reading.forward(), reading.produced(), reading.events(), reported);
        reported = null;
        return said;
    }

    private void send(Said event) {
        produced += event.produced();
        if (phase == Phase.FLOWING && !out.send(event) && !paused) {
            paused = true;
            source().pause();
        }
    }

    private void conclude(AnswerEvent ending) {
        heldBytes = 0;
        if (ending instanceof Broken) {
            out.end(ending);
            stop();
        } else if (ending instanceof Finished finished && appraisal != null && saysNothing(finished)) {
            appraised = finished;
            enter(Phase.APPRAISING);
            appraisal.appraise(produced).onComplete(this::appraised, unknown -> appraised(null));
        } else {
            if (appraisal != null) {
                appraisal.reported();
            }
            conclude(ending, Phase.FLOWING);
        }
    }

    /** Whether it is not known at all what the answer used. */
    private static boolean saysNothing(Finished finished) {
        return finished.usage() == null && !finished.suspect() && finished.counted() == null;
    }

    private void appraised(@Nullable Usage counted) {
        Finished known = Objects.requireNonNull(appraised);
        conclude(new Finished(null, false, known.lastWord(), counted), Phase.APPRAISING);
    }

    private void conclude(AnswerEvent ending, Phase during) {
        if (phase != during) {
            return;
        }
        out.end(ending);
        if (bodyOver) {
            finish();
        } else {
            enter(Phase.LINGERING);
            resume();
        }
    }

    private void linger(int more) {
        heldBytes += more;
        if (heldBytes > MOST_HELD) {
            stop();
        }
    }

    private void breakOff(GatewayError error, Verdict verdict) {
        Usage reported = switch (reader().end().ending()) {
            case Finished finished -> finished.usage();
            case Broken broken -> broken.usage();
            case Said ignored -> null;
            case null -> null;
        };
        stop();
        out.end(new Broken(error, verdict, reported));
    }

    private void refuseAsKnown() {
        UpstreamError known = Objects.requireNonNull(rejection);
        refuse(known.error(), known.verdict());
    }

    // What the caller says.

    private void resume() {
        if (paused) {
            paused = false;
            since = System.nanoTime();
            source().resume();
        }
    }

    private void cancel() {
        if (phase == Phase.OVER) {
            return;
        }
        stop();
        opening.tryComplete(new Opening.Refused(
                GatewayError.of(GatewayError.Kind.REQUEST_TIMEOUT, "The caller left."), Verdict.CALLER_LEFT));
    }

    // What the clock says.

    @Override
    public boolean isOverdue(long now) {
        long waited = now - since;
        return switch (phase) {
            case DIALLING -> waited > timeouts.connect().toNanos() || isTotalOver(now);
            case WAITING -> waited > timeouts.firstContent().toNanos() || isTotalOver(now);
            case REJECTING -> waited > REJECTION_NANOS || isTotalOver(now);
            case FLOWING -> (!paused && waited > timeouts.betweenChunks().toNanos()) || isTotalOver(now);
            case APPRAISING -> waited > APPRAISAL_NANOS;
            case LINGERING -> waited > LINGER_NANOS;
            case OVER -> true;
        };
    }

    @Override
    public void overdue() {
        switch (phase) {
            case DIALLING -> refuse(late("The upstream could not be connected to in time."), Verdict.TIMED_OUT);
            case WAITING -> refuse(late("The upstream did not begin to answer in time."), Verdict.TIMED_OUT);
            case REJECTING -> refuseAsKnown();
            case FLOWING ->
                breakOff(
                        late("The upstream did not finish its answer in time."),
                        // Time that the caller took to read is not the channel's fault.
                        paused ? Verdict.CALLER_LEFT : Verdict.TIMED_OUT);
            case APPRAISING -> appraised(null);
            case LINGERING, OVER -> stop();
        }
    }

    private boolean isTotalOver(long now) {
        return now - began > timeouts.total().toNanos();
    }

    private static GatewayError late(String message) {
        return GatewayError.of(GatewayError.Kind.UPSTREAM_TIMEOUT, message);
    }

    private void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }

    private void stop() {
        finish();
        source().abandon();
    }

    private void finish() {
        phase = Phase.OVER;
        sweep.forget(this);
    }

    private Source source() {
        return Objects.requireNonNull(source);
    }

    private AnswerReader reader() {
        return Objects.requireNonNull(reader);
    }
}
