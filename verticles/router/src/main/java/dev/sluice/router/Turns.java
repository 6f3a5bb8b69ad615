package dev.sluice.router;

import java.util.function.IntToLongFunction;

/** In which order the channels of one tier are tried. One for each tier, asked once for each call. Thread safe. */
interface Turns {

    /**
     * Takes a turn.
     *
     * @param weights one for each channel; those with 0 sit out this turn
     * @param load attempts under way at each, on all nodes as far as known; asked only if it matters
     * @param most how many are wanted
     * @return the places of those to try, best first; fewer if fewer have a weight
     */
    int[] take(long[] weights, IntToLongFunction load, int most);
}
