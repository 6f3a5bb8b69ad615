package dev.sluice.router;

/**
 * How something stands at one moment. Times are of {@link System#nanoTime}'s kind: only their differences mean anything.
 *
 * @param count rests in a series; a rest after it has worked for as long as the last one lasted begins a new series
 * @param since when this standing began; attempts that began earlier say nothing about it
 * @param next when a probe may be sent: unused while working, the deadline of the one under way while tried
 * @param ends when the latest rest is or would have been over
 * @param length of the latest rest
 */
record Standing(Phase phase, RestReason reason, int count, long since, long next, long ends, long length) {

    /** The three states of a circuit breaker. */
    enum Phase {
        WORKING,
        /** Half-open, with a probe under way. */
        TRIED,
        RESTING
    }

    static Standing fresh(long now) {
        return new Standing(Phase.WORKING, RestReason.NONE, 0, now, now, now, 0);
    }

    boolean isWorking() {
        return phase == Phase.WORKING;
    }

    /** Whether it may be tried by a probe now. */
    boolean isDue(long now) {
        return phase != Phase.WORKING && now - next >= 0;
    }

    /** Whether it came back before its rest was over, and should be given little to do until then. */
    boolean isConvalescent(long now) {
        return phase == Phase.WORKING && count > 0 && now - ends < 0;
    }

    /** The number that the next rest would have in its series. */
    int nextCount(long now) {
        boolean forgiven = phase == Phase.WORKING && now - since >= length;
        return forgiven ? 1 : count + 1;
    }

    /** 0 healthy, 1 half-open, 2 resting; as the gauge {@code sluice_channel_state} shows it. */
    int level(long now) {
        return switch (phase) {
            case WORKING -> 0;
            case TRIED -> 1;
            case RESTING -> isDue(now) ? 1 : 2;
        };
    }
}
