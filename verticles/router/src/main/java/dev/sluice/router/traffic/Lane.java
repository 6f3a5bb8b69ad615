package dev.sluice.router.traffic;

import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.router.traffic.Company.Share;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What this node asks of one channel. Thread safe; without limits it takes no lock. */
public final class Lane {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final AtomicInteger inFlight = new AtomicInteger();
    private final MinuteWindow requests = new MinuteWindow();
    private final MinuteWindow tokens = new MinuteWindow();

    /** Attempts under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Takes a place for an attempt; answers after what time to ask again if there is none. */
    @Nullable
    Duration enter(ChannelLimits limits, Share share, long guess, long now) {
        if (limits.isNone()) {
            inFlight.incrementAndGet();
            return null;
        }
        return enterWithin(limits, share, guess, now);
    }

    private synchronized @Nullable Duration enterWithin(ChannelLimits limits, Share share, long guess, long now) {
        Duration wait = roomIn(limits, share, guess, now);
        if (wait == null) {
            inFlight.incrementAndGet();
            requests.add(1, now);
            tokens.add(guess, now);
        }
        return wait;
    }

    /** After what time an attempt may be made; null if now. */
    synchronized @Nullable Duration roomIn(ChannelLimits limits, Share share, long guess, long now) {
        if (limits.concurrency() != null && inFlight.get() >= share.of(limits.concurrency())) {
            return SOON;
        }
        if (limits.requestsPerMinute() != null) {
            long most = share.of(limits.requestsPerMinute());
            if (requests.used(now) >= most) {
                return requests.until(most, now);
            }
        }
        if (limits.tokensPerMinute() != null) {
            long most = share.of(limits.tokensPerMinute());
            // A single call that is larger than the share may be made when nothing else was.
            long room = Math.max(1, most - guess + 1);
            if (tokens.used(now) >= Math.min(room, most)) {
                return tokens.until(Math.min(room, most), now);
            }
        }
        return null;
    }

    /** An attempt is over. */
    void leave(ChannelLimits limits, Correction correction) {
        inFlight.decrementAndGet();
        if (!limits.isNone() && correction.used() >= 0) {
            correct(correction);
        }
    }

    private synchronized void correct(Correction correction) {
        long more = correction.used() - correction.guess();
        if (more > 0) {
            tokens.add(more, correction.now());
        } else {
            tokens.takeBack(-more, correction.began(), correction.now());
        }
    }

    /** What a call was taken to use, and what it did use: below zero if nobody knows. */
    record Correction(long guess, long used, long began, long now) {}
}
