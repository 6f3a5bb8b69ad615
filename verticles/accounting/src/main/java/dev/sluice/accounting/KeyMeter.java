package dev.sluice.accounting;

import dev.sluice.accounting.Limiter.Grant;
import dev.sluice.accounting.Limiter.Ticket;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counters of one key. All limits are looked at and taken under one lock, so that a refusal takes nothing. */
final class KeyMeter {
    private static final long SLOT_WAIT = Duration.ofSeconds(1).toNanos();

    private final Clocks clocks;
    private KeyLimits limits = KeyLimits.NONE;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private long slots;
    private boolean retired;

    KeyMeter(Clocks clocks) {
        this.clocks = clocks;
    }

    /** Takes one request, these tokens and one slot; null if this meter is retired and another one must be asked. */
    synchronized @Nullable Grant take(KeyLimits current, long estimate) {
        if (retired) {
            return null;
        }
        refresh(current);
        Grant denied = denial(estimate);
        return denied != null ? denied : grant(estimate);
    }

    /** Gives up this meter if it would say the same as a new one. */
    synchronized boolean retire() {
        refresh(limits);
        retired = slots == 0 && (requests == null || requests.isFull()) && (tokens == null || tokens.isFull());
        return retired;
    }

    private void refresh(KeyLimits current) {
        long now = clocks.now();
        limits = current;
        requests = refreshed(requests, current.requestsPerMinute(), now);
        tokens = refreshed(tokens, current.tokensPerMinute(), now);
    }

    private static @Nullable TokenBucket refreshed(@Nullable TokenBucket bucket, @Nullable Long limit, long now) {
        if (limit == null) {
            return null;
        }
        if (bucket == null) {
            return new TokenBucket(limit, now);
        }
        bucket.refill(limit, now);
        return bucket;
    }

    private @Nullable Grant denial(long estimate) {
        long requestWait = requests == null ? 0 : requests.waitFor(1);
        long tokenWait = tokens == null ? 0 : tokens.waitFor(estimate);
        Long concurrency = limits.concurrency();
        long slotWait = concurrency == null || slots < concurrency ? 0 : SLOT_WAIT;
        long wait = Math.max(requestWait, Math.max(tokenWait, slotWait));
        if (wait == 0) {
            return null;
        }
        if (wait == requestWait) {
            return denied(Dimension.REQUESTS, limits.requestsPerMinute() + " requests per minute", wait);
        }
        return wait == tokenWait
                ? denied(Dimension.TOKENS, limits.tokensPerMinute() + " tokens per minute", wait)
                : denied(Dimension.CONCURRENCY, concurrency + " calls at a time", wait);
    }

    private Grant denied(Dimension dimension, String limit, long wait) {
        GatewayError error = GatewayError.of(Kind.RATE_LIMITED, "The key's limit of " + limit + " is reached.")
                .retryAfter(Duration.ofNanos(wait));
        return new Grant.Denied(error, dimension, states());
    }

    private Grant grant(long estimate) {
        if (requests != null) {
            requests.take(1);
        }
        if (tokens != null) {
            tokens.take(estimate);
        }
        slots++;
        return new Grant.Granted(new Taken(estimate), states());
    }

    private List<LimitState> states() {
        List<LimitState> states = new ArrayList<>(3);
        if (requests != null) {
            states.add(requests.state(Dimension.REQUESTS));
        }
        if (tokens != null) {
            states.add(tokens.state(Dimension.TOKENS));
        }
        Long concurrency = limits.concurrency();
        if (concurrency != null) {
            states.add(new LimitState(
                    Dimension.CONCURRENCY, concurrency, Math.max(0, concurrency - slots), Duration.ZERO));
        }
        return states;
    }

    private synchronized void giveBack(long tokensBack, int requestsBack) {
        refresh(limits);
        slots--;
        if (tokens != null) {
            tokens.take(-tokensBack);
        }
        if (requests != null) {
            requests.take(-requestsBack);
        }
    }

    /** One call's part of this meter. */
    private final class Taken implements Ticket {
        private final long estimate;

        private Taken(long estimate) {
            this.estimate = estimate;
        }

        @Override
        public void settle(long used) {
            giveBack(estimate - used, 0);
        }

        @Override
        public void cancel() {
            giveBack(estimate, 1);
        }
    }
}
