package dev.sluice.accounting;

import dev.sluice.store.Job;
import dev.sluice.store.Jobs;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the jobs that one node of a cluster does at a time are this node's now. A job stays with its node while that
 * renews its lease, and goes to whoever looks first once it has run out. Thread safe.
 */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
    /** Three looks within a lease, so that one that fails loses nothing. */
    private static final Duration EVERY = Jobs.TURN.dividedBy(3);
    /** Less than the database gives, so that two nodes hardly ever both think that a job is theirs. */
    private static final Duration TRUSTED = Jobs.TURN.minusSeconds(5);

    private final Jobs jobs;
    private final String holder;
    private final Clocks clocks;
    private volatile Mine mine = new Mine(Set.of(), 0);
    private volatile boolean stopped;

    private record Mine(Set<Job> jobs, long asOf) {}

    Turns(Jobs jobs, String holder, Clocks clocks) {
        this.jobs = jobs;
        this.holder = holder;
        this.clocks = clocks;
    }

    /** Looks at once, and again and again while there is room for work in the background: else others shall have the jobs. */
    void join(Rounds rounds) {
        look();
        rounds.everyIdle(EVERY, "turns", this::look);
    }

    /** Keeps what is this node's and takes what is nobody's; blocks. */
    void look() {
        if (stopped) {
            return;
        }
        long asked = clocks.now();
        Mine before = mine;
        Mine now = new Mine(jobs.take(holder), asked);
        mine = now;
        if (!now.jobs().equals(before.jobs())) {
            LOG.info("event=jobs_taken holder={} jobs={}", holder, now.jobs());
        }
    }

    /** Whether a job is this node's; by the monotonic clock. */
    boolean has(Job job) {
        Mine present = mine;
        return !stopped && present.jobs().contains(job) && clocks.now() - present.asOf() < TRUSTED.toNanos();
    }

    /** Work that is only done while the job is this node's. */
    Runnable single(Job job, Runnable work) {
        return () -> {
            if (has(job)) {
                work.run();
            }
        };
    }

    /** Does no job any more, and lets other nodes have them at once. */
    void stop() {
        stopped = true;
        try {
            jobs.leave(holder);
        } catch (StoreUnavailable away) {
            LOG.info("event=jobs_not_left holder={} effect=ends_by_itself reason={}", holder, away.getMessage());
        }
    }
}
