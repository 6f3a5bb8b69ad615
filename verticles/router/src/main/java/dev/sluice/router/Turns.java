package dev.sluice.router;

import dev.sluice.model.catalog.Strategy;

/** In which order the channels of one tier are tried. One for each tier, asked once for each call. Thread safe. */
sealed interface Turns
        permits Wheel, RoundRobin, TwoChoices, LowestLatency, LowestCost, MostHeadroom, FillFirst, Affinity {

    /**
     * Takes a turn.
     *
     * @param weights one for each channel; those with 0 sit out this turn
     * @param field what is known of the channels; asked only as far as it matters
     * @param most how many are wanted
     * @return the places of those to try, best first; fewer if fewer have a weight
     */
    int[] take(long[] weights, Field field, int most);

    /** The turns of a tier of this size; the seed is for those who draw lots, and differs from node to node. */
    static Turns of(Strategy strategy, int size, long seed) {
        return switch (strategy) {
            case WEIGHTED -> new Wheel(size);
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_IN_FLIGHT -> new TwoChoices(seed);
            case LOWEST_LATENCY -> new LowestLatency(seed);
            case LOWEST_COST -> new LowestCost(size);
            case MOST_HEADROOM -> new MostHeadroom(seed);
            case FILL_FIRST -> new FillFirst();
            case SESSION_AFFINITY, PREFIX_AFFINITY -> new Affinity(size);
        };
    }

    /** What is known of the channels of a tier, by their places, when a call is to be sent to one of them. */
    interface Field {

        /** Attempts under way at the channel, on all nodes as far as known. */
        long load(int place);

        /** How many of these other nodes said, and may be over by now. */
        default long heardLoad(int place) {
            return 0;
        }

        /** Which part of its channel's weight it has: 1 unless several upstream models of the channel are places of the tier. */
        default double part(int place) {
            return 1;
        }

        /** Whether both places are the same channel's. */
        default boolean isSameChannel(int one, int other) {
            return one == other;
        }

        /** How soon it is thought to begin to answer, in nanoseconds; 0 if nobody knows. */
        default double firstContent(int place) {
            return 0;
        }

        /** What the call is thought to cost there, in nano-dollars; negative if nobody knows. */
        default long cost(int place) {
            return -1;
        }

        /** How much is left of its upstream's limits, from 0 to 1; 1 if nobody knows of any. */
        default double headroom(int place) {
            return 1;
        }

        /** Its weight by the operator's word, however it does. */
        default long steadyWeight(int place) {
            return 1;
        }

        /** A hash of who it is, the same on all nodes. */
        default long identity(int place) {
            return place;
        }

        /** A hash of what the call belongs to; 0 if it belongs to nothing. */
        default long anchor() {
            return 0;
        }
    }
}
