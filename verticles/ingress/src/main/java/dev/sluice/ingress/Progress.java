package dev.sluice.ingress;

import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Opening;
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
    private long askedNanos;
    private long attemptNanos;
    private long firstContentNanos = -1;
    private @Nullable Candidate candidate;
    private int attempts;
    private long produced;
    private long told;
    private @Nullable Usage reported;
    private List<UpstreamLimit> limits = List.of();

    Progress(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
    }

    void attempt(Candidate next) {
        candidate = next;
        attempts++;
        limits = List.of();
        attemptNanos = System.nanoTime();
        if (attempts == 1) {
            askedNanos = attemptNanos;
        }
    }

    void opened(Opening opening) {
        limits = opening.limits();
    }

    /**
     * What there is to tell the router of the running attempt; null if it tells nothing about a channel. What the upstream
     * said of its limits is told once, since it is of the moment at which it was said.
     */
    Optional<Outcome> outcome(String model, Verdict verdict, @Nullable Duration retryAfter) {
        Candidate tried = candidate;
        if (tried == null || tried.answeredHere()) {
            return Optional.empty();
        }
        List<UpstreamLimit> said = limits;
        limits = List.of();
        Duration first = hasAnswered() ? Duration.ofNanos(attemptFirstContentNanos()) : null;
        Duration age = Duration.ofNanos(attemptAgeNanos());
        return Optional.of(
                new Outcome(tried.channelId(), tried.modelFor(model), verdict, retryAfter, first, age, said));
    }

    /** What the answer used, for the router; absent if it is not known, or nothing of the channel's. */
    Optional<UsageSeen> seen(String model, @Nullable Usage usage) {
        Candidate tried = candidate;
        return tried == null || usage == null || tried.answeredHere()
                ? Optional.empty()
                : Optional.of(new UsageSeen(tried.channelId(), tried.modelFor(model), usage));
    }

    void answered() {
        firstContentNanos = System.nanoTime();
    }

    void passed(AnswerEvent.Said said) {
        produced += said.produced();
        if (said.reported() != null) {
            reported = said.reported();
        }
    }

    /** What the upstream had reported before the answer was broken off, but no less output than was passed on. */
    @Nullable
    Usage reported() {
        Usage last = reported;
        return last == null
                ? null
                : new Usage(
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
        return candidate;
    }

    int attempts() {
        return attempts;
    }

    /** From the running attempt's start until now. */
    long attemptAgeNanos() {
        return System.nanoTime() - attemptNanos;
    }

    /** From the start of the attempt that answered to its first content. */
    long attemptFirstContentNanos() {
        return firstContentNanos - attemptNanos;
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
        Candidate last = candidate;
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
                ageNanos() / NANOS_PER_MILLI);
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
