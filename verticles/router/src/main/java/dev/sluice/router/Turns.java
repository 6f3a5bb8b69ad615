package dev.sluice.router;

/** In which order the channels of one tier are tried. One for each tier, asked once for each call. Thread safe. */
interface Turns {

    /**
     * Takes a turn.
     *
     * @param weights one for each channel; those with 0 sit out this turn
     * @param loads of the channels; asked only if they matter
     * @param most how many are wanted
     * @return the places of those to try, best first; fewer if fewer have a weight
     */
    int[] take(long[] weights, Loads loads, int most);

    /** How many attempts are under way at each channel of a tier. */
    interface Loads {

        /** On all nodes, as far as known. */
        long at(int place);

        /** How many of these other nodes said, and may be over by now. */
        default long heard(int place) {
            return 0;
        }
    }
}
