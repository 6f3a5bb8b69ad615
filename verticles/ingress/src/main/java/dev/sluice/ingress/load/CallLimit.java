package dev.sluice.ingress.load;

/**
 * How many calls at once a node can take that has too much to do, found by trying: less and less while it is overloaded,
 * more by and by afterwards. For one thread at a time.
 */
final class CallLimit {
    private static final int STEP = 20;

    private final int most;
    private final int least;
    private int limit;

    /**
     * No limit but {@code most} until there is reason.
     *
     * @param least it never goes below, or a node that is slow for other reasons would serve nobody
     */
    CallLimit(int most, int least) {
        this.most = most;
        this.least = Math.min(least, most);
        this.limit = most;
    }

    /**
     * The limit after a look at the load.
     *
     * @param calls in flight at most since the last look
     */
    int adapt(boolean overloaded, int calls) {
        if (overloaded) {
            int from = Math.min(limit, calls);
            limit = Math.max(least, from - from / STEP);
        } else if (limit < most) {
            limit = Math.min(most, limit + Math.max(1, limit / STEP));
            if (limit / 2 > Math.max(calls, least)) {
                limit = most;
            }
        }
        return limit;
    }
}
