package dev.sluice.accounting;

import dev.sluice.store.NodeLife;
import dev.sluice.store.Nodes;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's right to act for its node: the life it has begun, the lease on what that life has drawn, and whether a
 * newer life has fenced it off. Thread safe.
 */
final class Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
    /** Ten seconds less than the database gives, so that never both think that the money is theirs. */
    private static final Duration TRUSTED = Nodes.LEASE.minusSeconds(10);
    /** So old a lease is prolonged, and after a failure at every look until it is. */
    private static final Duration DUE = Nodes.LEASE.dividedBy(3);

    private final Clocks clocks;
    private final AtomicBoolean fenced = new AtomicBoolean();
    private volatile @Nullable NodeLife life;
    private volatile long renewedAt;

    Tenure(Clocks clocks) {
        this.clocks = clocks;
    }

    void begin(NodeLife begun, long askedAt) {
        renewedAt = askedAt;
        life = begun;
    }

    NodeLife life() {
        return Objects.requireNonNull(life, "nothing is drawn or booked before the node has begun its life");
    }

    /** Whether what was drawn may be spent; by the monotonic clock. */
    boolean maySpend() {
        return !isFenced() && life != null && clocks.now() - renewedAt < TRUSTED.toNanos();
    }

    boolean isFenced() {
        return fenced.get();
    }

    /**
     * Prolongs the lease if that is due; blocks. While the database is away it runs on, and out; whoever asks every second
     * has it back as soon as the database is.
     */
    void renewIfDue(Nodes nodes) {
        if (clocks.now() - renewedAt >= DUE.toNanos()) {
            renew(nodes);
        }
    }

    /** Prolongs the lease; blocks. */
    void renew(Nodes nodes) {
        long asked = clocks.now();
        try {
            if (nodes.renew(life())) {
                renewedAt = asked;
            } else {
                fence("renew");
            }
        } catch (StoreUnavailable away) {
            LOG.warn("event=lease_not_renewed spending_until_s={}", left(asked));
        }
    }

    /** Ends the life of its own accord, so that nobody misses the node; blocks. */
    void end(Nodes nodes) {
        NodeLife present = life;
        if (present == null || isFenced()) {
            return;
        }
        try {
            nodes.leave(present);
        } catch (StoreUnavailable away) {
            LOG.info("event=leave_not_told life={} effect=seems_lost_soon reason={}", present, away.getMessage());
        }
    }

    private long left(long now) {
        return Math.max(0, Duration.ofNanos(renewedAt + TRUSTED.toNanos() - now).toSeconds());
    }

    /** A newer life of this node has begun: this one stops serving for good. */
    void fence(String noticedAt) {
        if (fenced.compareAndSet(false, true)) {
            LOG.error("event=node_fenced life={} noticed_at={} effect=serves_no_more", life, noticedAt);
        }
    }
}
