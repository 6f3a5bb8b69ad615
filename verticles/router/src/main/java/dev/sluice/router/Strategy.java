package dev.sluice.router;

/** How calls are spread over the channels of one tier. */
public enum Strategy {
    /** By weight alone, as evenly as can be. */
    WEIGHTED {
        @Override
        Turns turns(int size, long seed) {
            return new Wheel(size);
        }
    },
    /** To the one of two that has less under way for its weight. */
    LEAST_IN_FLIGHT {
        @Override
        Turns turns(int size, long seed) {
            return new TwoChoices(seed);
        }
    };

    /** The turns of a tier of this size; the seed is for those who draw lots, and differs from node to node. */
    abstract Turns turns(int size, long seed);
}
