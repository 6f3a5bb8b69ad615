package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The counters of one subject on a node that is alone. Whoever uses it holds its lock. */
final class Meter implements Taken.Counted {
    private KeyLimits most = KeyLimits.NONE;
    private @Nullable MinuteLimit requests;
    private @Nullable MinuteLimit tokens;
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

    private static @Nullable MinuteLimit refreshed(@Nullable MinuteLimit bucket, @Nullable Long limit, long now) {
        if (limit == null) {
            return null;
        }
        if (bucket == null) {
            return new MinuteLimit(limit, now);
        }
        bucket.refill(limit, now);
        return bucket;
    }

    /** Says if this meter does not allow a call. */
    void check(Limit limit, long estimate, Verdict verdict, long now) {
        if (requests != null) {
            verdict.refuse(limit, Dimension.REQUESTS, requests.waitFor(1, now));
        }
        if (tokens != null) {
            verdict.refuse(limit, Dimension.TOKENS, tokens.waitFor(estimate, now));
        }
        Long concurrency = most.concurrency();
        if (concurrency != null && slots >= concurrency) {
            verdict.refuse(limit, Dimension.CONCURRENCY, Verdict.SLOT_WAIT);
        }
    }

    void take(long estimate, long now) {
        if (requests != null) {
            requests.take(1, now);
        }
        if (tokens != null) {
            tokens.take(estimate, now);
        }
        slots++;
    }

    @Override
    public @Nullable Line settle(long moreTokens, long takenAt, long now) {
        refresh(most, now);
        if (tokens != null && moreTokens > 0) {
            tokens.take(moreTokens, now);
        } else if (tokens != null && now - takenAt < Window.LENGTH) {
            tokens.giveBack(-moreTokens, takenAt);
        }
        slots--;
        return null;
    }

    @Override
    public @Nullable Line cancel(long estimate, long takenAt, long now) {
        refresh(most, now);
        if (requests != null && now - takenAt < Window.LENGTH) {
            requests.giveBack(1, takenAt);
        }
        if (tokens != null && now - takenAt < Window.LENGTH) {
            tokens.giveBack(estimate, takenAt);
        }
        slots--;
        return null;
    }

    void see(Scope scope, Verdict verdict, long now) {
        if (requests != null) {
            verdict.see(requests.state(scope, Dimension.REQUESTS, now));
        }
        if (tokens != null) {
            verdict.see(tokens.state(scope, Dimension.TOKENS, now));
        }
        Long concurrency = most.concurrency();
        if (concurrency != null) {
            long left = Math.max(0, concurrency - slots);
            verdict.see(new LimitState(scope, Dimension.CONCURRENCY, concurrency, left, Duration.ZERO));
        }
    }
}
