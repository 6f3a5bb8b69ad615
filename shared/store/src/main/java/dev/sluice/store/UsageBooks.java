package dev.sluice.store;

/**
 * What calls came to, added up by hour and day, user, key, model and channel. {@link Upkeep} fills it from the rows of
 * calls some seconds after these are in the books, and it lasts when they are deleted.
 */
public interface UsageBooks {

    /** All calls of the query, slot by slot. */
    UsageSeries series(Sight sight, UsageQuery query);

    /**
     * As {@link #series}, and the same for each of the parts that cost most.
     *
     * @param most parts at most; the answer holds so many times as many sums as the query has slots
     */
    UsageBreakdown breakdown(Sight sight, UsageQuery query, Dimension by, int most);

    /** Every line, in the order of its key. Lines of slots that are still open grow while this goes on. */
    Extract<UsageLine> extract(Sight sight, UsageQuery query);
}
