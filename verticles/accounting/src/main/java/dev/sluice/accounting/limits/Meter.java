package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The counters of one subject on a node that is alone. Whoever uses it holds its lock. */
final class Meter {
    private KeyLimits most = KeyLimits.NONE;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private long slots;
    private boolean retired;

    boolean isRetired() {
        return retired;
    }

    /** Gives up this meter if it would say the same as a new one. */
    boolean retire(long now) {
        refresh(most, now);
        retired = slots == 0 && (requests == null || requests.isFull()) && (tokens == null || tokens.isFull());
        return retired;
    }

    void refresh(KeyLimits current, long now) {
        most = current;
        requests = refreshed(requests, current.requestsPerMinute(), now);
        tokens = refreshed(tokens, current.tokensPerMinute(), now);
    }

    private static @Nullable TokenBucket refreshed(@Nullable TokenBucket bucket, @Nullable Long limit, long now) {
        if (limit == null) {
            return null;
        }
        if (bucket == null) {
            return new TokenBucket((double) limit, now);
        }
        bucket.refill((double) limit, now);
        return bucket;
    }

    /** Says if this meter does not allow a call. */
    void check(Limit limit, long estimate, Verdict verdict) {
        if (requests != null) {
            verdict.refuse(limit, Dimension.REQUESTS, requests.waitFor(1));
        }
        if (tokens != null) {
            verdict.refuse(limit, Dimension.TOKENS, tokens.waitFor(estimate));
        }
        Long concurrency = most.concurrency();
        if (concurrency != null && slots >= concurrency) {
            verdict.refuse(limit, Dimension.CONCURRENCY, Verdict.SLOT_WAIT);
        }
    }

    void take(long estimate) {
        correct(estimate, 1);
        slots++;
    }

    /** A call is over; what is less than nothing goes back. */
    void end(long moreTokens, long moreRequests, long now) {
        refresh(most, now);
        correct(moreTokens, moreRequests);
        slots--;
    }

    private void correct(long moreTokens, long moreRequests) {
        if (requests != null) {
            requests.take(moreRequests);
        }
        if (tokens != null) {
            tokens.take(moreTokens);
        }
    }

    void see(Scope scope, Verdict verdict) {
        if (requests != null) {
            verdict.see(requests.state(scope, Dimension.REQUESTS));
        }
        if (tokens != null) {
            verdict.see(tokens.state(scope, Dimension.TOKENS));
        }
        Long concurrency = most.concurrency();
        if (concurrency != null) {
            long left = Math.max(0, concurrency - slots);
            verdict.see(new LimitState(scope, Dimension.CONCURRENCY, concurrency, left, Duration.ZERO));
        }
    }
}
