package dev.sluice.ingress;

import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a call while it runs: times on the monotonic clock, the channel, what was passed on. */
final class Progress {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final long arrivedNanos;
    private final Trace trace;
    private long askedNanos;
    private long firstContentNanos = -1;
    private Trace.@Nullable Attempted leading;
    private int attempts;
    private long produced;
    private long told;
    private @Nullable Usage reported;

    Progress(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
        this.trace = new Trace(arrivedNanos);
    }

    /** Notes for those who ask later. */
    Trace trace() {
        return trace;
    }

    /**
     * Another attempt begins.
     *
     * @param second whether while another is still waited for
     */
    Trace.Attempted attempt(Candidate next, boolean second) {
        Trace.Attempted begun = trace.attempt(next, second);
        attempts++;
        if (attempts == 1) {
            askedNanos = begun.began;
        }
        return begun;
    }

    /** The attempt that may become the answer, or the one of two of which that was thought first. */
    void leads(Trace.Attempted attempt) {
        leading = attempt;
    }

    /**
     * What there is to tell the router of an attempt; empty if it tells nothing about a channel. What the upstream said of
     * its limits is told once, since it is of the moment at which it was said.
     */
    Optional<Outcome> outcome(Trace.Attempted attempt, String model, Verdict verdict, @Nullable Duration retryAfter) {
        attempt.judged(verdict);
        Candidate tried = attempt.candidate;
        if (tried.answeredHere()) {
            return Optional.empty();
        }
        List<UpstreamLimit> said = attempt.limitsTold ? List.of() : attempt.limits;
        attempt.limitsTold = true;
        Duration first = attempt.answered == 0 ? null : Duration.ofNanos(attempt.answered - attempt.began);
        Duration age = Duration.ofNanos(System.nanoTime() - attempt.began);
        String asked = tried.modelFor(model);
        return Optional.of(new Outcome(
                tried.channelId(), asked, verdict, retryAfter, first, age, said, tried.key(), tried.upstreamModel()));
    }

    /** What the answer used, for the router; absent if it is not known, or nothing of the channel's. */
    Optional<UsageSeen> seen(String model, @Nullable Usage usage) {
        Candidate tried = candidate();
        return tried == null || usage == null || tried.answeredHere()
                ? Optional.empty()
                : Optional.of(new UsageSeen(tried.channelId(), tried.modelFor(model), usage, tried.upstreamModel()));
    }

    void answered() {
        firstContentNanos = System.nanoTime();
        if (leading != null) {
            leading.answered = firstContentNanos;
        }
    }

    void passed(AnswerEvent.Said said) {
        produced += said.produced();
        trace.events += said.events();
        if (said.reported() != null) {
            reported = said.reported();
        }
    }

    /** What the upstream had reported before the answer was broken off, but no less output than was passed on. */
    @Nullable
    Usage reported() {
        Usage last = reported;
        return last == null ? null : atLeast(last, produced);
    }

    /** What was reported while an answer went on, but no less output than has come. */
    static Usage atLeast(Usage last, long produced) {
        return new Usage(
                last.input(),
                last.cacheRead(),
                last.cacheWrite(),
                Math.max(last.output(), produced - last.reasoning()),
                last.reasoning(),
                last.rare());
    }

    /** How far the answer has come, if it has come further since this was last asked. */
    @Nullable
    CallProgress news(CallId call) {
        if (produced == told) {
            return null;
        }
        told = produced;
        return new CallProgress(call, produced, reported());
    }

    boolean hasAnswered() {
        return firstContentNanos >= 0 && attempts > 0;
    }

    @Nullable
    Candidate candidate() {
        return leading == null ? null : leading.candidate;
    }

    int attempts() {
        return attempts;
    }

    /** From arrival to the first content. */
    long firstContentAgeNanos() {
        return firstContentNanos - arrivedNanos;
    }

    /** From arrival until the first upstream was asked, or until now if none was. */
    long admissionNanos() {
        return (attempts == 0 ? System.nanoTime() : askedNanos) - arrivedNanos;
    }

    long ageNanos() {
        return System.nanoTime() - arrivedNanos;
    }

    Settlement settlement(CallId call, Ending ending) {
        Candidate last = candidate();
        return new Settlement(
                call,
                ending.end(),
                last == null || !hasAnswered() ? null : last.standsIn(),
                last == null ? null : last.channelId(),
                last == null ? null : last.provider(),
                last == null ? null : last.upstreamModel(),
                ending.status(),
                ending.errorCode(),
                ending.reported(),
                ending.counted(),
                ending.suspect(),
                produced,
                attempts,
                hasAnswered() ? firstContentAgeNanos() / NANOS_PER_MILLI : -1,
                ageNanos() / NANOS_PER_MILLI,
                trace.ownMicros());
    }

    /**
     * How a call ended.
     *
     * @param status HTTP status that the caller saw, 499 if it left first
     * @param reported the upstream's usage, if it reported any
     * @param counted what a tokenizer made of the texts, if it reported none
     */
    record Ending(
            CallEnd end,
            int status,
            @Nullable String errorCode,
            @Nullable Usage reported,
            @Nullable Usage counted,
            boolean suspect) {

        /** An end without a report. */
        Ending(CallEnd end, int status, @Nullable String errorCode) {
            this(end, status, errorCode, null, null, false);
        }
    }
}
