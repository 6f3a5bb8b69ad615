package dev.sluice.router;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a rest is to be, by what it is for. */
record RestPlans(HealthSettings settings) {
    /** An account is seldom filled again within minutes. */
    private static final int LONGEST_WITHOUT_QUOTA = 12;

    private static final Duration A_DAY = Duration.ofDays(1);

    /** After failures. */
    Rest.Plan failures(Rest of, RestReason reason, long now) {
        long first = settings.rest().toNanos();
        return new Rest.Plan(reason, inSeries(of, first, longest(), now), first, false);
    }

    Rest.Plan keyRefused(Rest of, long now) {
        long first = settings.rest().toNanos();
        return new Rest.Plan(RestReason.KEY_REFUSED, inSeries(of, first, longest(), now), first, true);
    }

    /**
     * The upstream's word when there will be more is believed for up to a day. A short one is about another limit: no account
     * is filled again within seconds.
     */
    Rest.Plan outOfQuota(Rest of, @Nullable Duration reset, long now) {
        long first = longest();
        return askedFor(reset, A_DAY)
                .filter(length -> length >= first)
                .map(length -> new Rest.Plan(RestReason.OUT_OF_QUOTA, length, length, true))
                .orElseGet(() -> new Rest.Plan(
                        RestReason.OUT_OF_QUOTA, inSeries(of, first, LONGEST_WITHOUT_QUOTA * first, now), first, true));
    }

    Rest.Plan limited(Rest of, @Nullable Duration retryAfter, long now) {
        Optional<Long> asked = askedFor(retryAfter);
        long length = asked.orElseGet(() -> inSeries(of, settings.limitedRest().toNanos(), longest(), now));
        return new Rest.Plan(RestReason.LIMITED, length, length, asked.isPresent());
    }

    Rest.Plan unknownModel() {
        long length = settings.unknownModelRest().toNanos();
        return new Rest.Plan(RestReason.MODEL_UNKNOWN, length, length, false);
    }

    /** What an upstream asked for, within reason; empty if it asked for nothing. */
    Optional<Long> askedFor(@Nullable Duration retryAfter) {
        return askedFor(retryAfter, settings.longestRest());
    }

    private static Optional<Long> askedFor(@Nullable Duration asked, Duration most) {
        return Optional.ofNullable(asked)
                .filter(Duration::isPositive)
                .map(length -> Math.min(nanos(length), most.toNanos()));
    }

    /** The n-th rest of a series is n times as long as the first. */
    private static long inSeries(Rest of, long first, long longest, long now) {
        int count = of.standing().nextCount(now);
        return count > longest / first ? longest : first * count;
    }

    private long longest() {
        return settings.longestRest().toNanos();
    }

    /** At most a day. */
    static long nanos(Duration length) {
        return length.isNegative() ? 0 : (length.compareTo(A_DAY) < 0 ? length : A_DAY).toNanos();
    }
}
