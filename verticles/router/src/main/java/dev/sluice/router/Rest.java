package dev.sluice.router;

import dev.sluice.model.call.Outcome;
import dev.sluice.router.Standing.Phase;

/**
 * A circuit breaker that is told what happened, instead of wrapping what happens: it works, rests, or is tried by one
 * probe. Thread safe; reading takes no lock.
 */
final class Rest {
    private volatile Standing standing;
    private volatile String saidBy = "";
    private volatile boolean certain;
    private volatile long proven;

    Rest(long now) {
        standing = Standing.fresh(now);
    }

    Standing standing() {
        return standing;
    }

    /** Takes the right to probe: true for one caller, once it is due, until the deadline or the probe's end. */
    synchronized boolean claim(long now, long deadline) {
        Standing s = standing;
        if (!s.isDue(now)) {
            return false;
        }
        standing = new Standing(Phase.TRIED, s.reason(), s.count(), now, now + deadline, s.ends(), s.length());
        return true;
    }

    /** Goes to rest, or goes on resting after a probe that failed. The first probe is due after {@code probeAfter}. */
    synchronized Standing begin(long now, Plan plan) {
        saidBy = "";
        certain = plan.certain();
        proven = now;
        standing = new Standing(
                Phase.RESTING,
                plan.reason(),
                standing.nextCount(now),
                now,
                now + plan.probeAfter(),
                now + plan.length(),
                plan.length());
        return standing;
    }

    /**
     * Goes to rest at another node's word. It is not counted in the series, since nothing was proven here.
     *
     * @param node who said so
     */
    synchronized void beginAtWordOf(String node, RestReason reason, long now, long length) {
        Standing s = standing;
        saidBy = node;
        certain = false;
        standing = new Standing(Phase.RESTING, reason, s.count(), now, now + length, now + length, length);
    }

    /** Which other node's word made it rest; empty if its own experience did. */
    String saidBy() {
        return standing.isWorking() ? "" : saidBy;
    }

    /** Whether it rests for what any other node would be told as well, proven by this one. */
    boolean isCertain() {
        return certain && standing.phase() == Phase.RESTING;
    }

    /** Whether an attempt that began then says anything about how this stands now. */
    boolean counts(long began) {
        return began - standing.since() >= 0;
    }

    /** Whether this attempt, which ended now, says anything about how this stands. */
    boolean isToldBy(Outcome outcome, long now) {
        return counts(now - RestPlans.nanos(outcome.elapsed()));
    }

    /**
     * Whether this answer shows that the rest is over. Before a probe is out, only one that is known to have begun since
     * can show that: long streams that began before a rest go on ending well during it.
     */
    boolean isEndedBy(Outcome outcome, long now) {
        return isToldBy(outcome, now)
                && switch (standing.phase()) {
                    case WORKING -> false;
                    case TRIED -> true;
                    case RESTING -> outcome.elapsed().isPositive();
                };
    }

    /** When that was proven. */
    long proven() {
        return proven;
    }

    /** Makes a rest that has begun at least this long from now, without counting another. */
    synchronized void extend(long now, long length) {
        Standing s = standing;
        if (s.phase() == Phase.RESTING && now + length - s.ends() > 0) {
            standing = new Standing(s.phase(), s.reason(), s.count(), s.since(), now + length, now + length, length);
        }
    }

    /** Works again. What is left of the rest is for convalescence. */
    synchronized Standing end(long now) {
        Standing s = standing;
        standing = new Standing(Phase.WORKING, RestReason.NONE, s.count(), now, now, s.ends(), s.length());
        return standing;
    }

    /** The probe told nothing: the next one is due at once. */
    synchronized void release(long began) {
        Standing s = standing;
        if (s.phase() == Phase.TRIED && began - s.since() >= 0) {
            standing = new Standing(Phase.RESTING, s.reason(), s.count(), s.since(), s.since(), s.ends(), s.length());
        }
    }

    /** What made it rest may be over: a probe is due now, whatever was planned. */
    synchronized void hasten(long now) {
        Standing s = standing;
        if (s.phase() == Phase.RESTING) {
            standing = new Standing(s.phase(), s.reason(), s.count(), s.since(), now, s.ends(), s.length());
        }
    }

    /**
     * A rest to begin; lengths in nanoseconds.
     *
     * @param certain whether any other node would be told the same by the upstream
     */
    record Plan(RestReason reason, long length, long probeAfter, boolean certain) {}
}
