package dev.sluice.model.catalog;

/** By what the channels of one priority are chosen for a call. */
public enum Strategy {
    /** By weight alone, spread as evenly as can be. */
    WEIGHTED,
    /** One after the other, whatever their weights. */
    ROUND_ROBIN,
    /** The one of two with less under way for its weight. */
    LEAST_IN_FLIGHT,
    /** The one of two that is thought to begin to answer sooner. */
    LOWEST_LATENCY,
    /** The one at which this call is thought to cost the operator least. */
    LOWEST_COST,
    /** The one of two that has more left of its upstream's limits. */
    MOST_HEADROOM,
    /** The first by name, until it has nothing left. */
    FILL_FIRST,
    /** All calls of a session at one channel, for as long as that works. */
    SESSION_AFFINITY,
    /** All calls that begin with the same prompt at one channel, for as long as that works. */
    PREFIX_AFFINITY;

    /** Whether it must know whose call it is, or how its prompt begins. */
    public boolean needsAnchor() {
        return this == SESSION_AFFINITY || this == PREFIX_AFFINITY;
    }
}
