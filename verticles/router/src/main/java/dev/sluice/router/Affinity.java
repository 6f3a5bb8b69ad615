package dev.sluice.router;

/**
 * What belongs together goes to one channel, by rendezvous hashing: of hashes of call and channel the highest wins, so equal
 * nodes agree without a word, and when a channel fails only what was there moves, to where the next highest is. Weights count
 * by the operator's word, since how a channel does differs from node to node. A call that belongs to nothing takes its turn
 * by weight. Thread safe.
 *
 * <p>Source: D. Thaler and C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998; with weights: J. Resch,
 * "New Hashing Algorithms for Data Storage", 2015.
 */
final class Affinity implements Turns {
    private final Wheel unbound;

    Affinity(int size) {
        unbound = new Wheel(size);
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        long anchor = field.anchor();
        return anchor == 0
                ? unbound.spin(weights, most)
                : Order.by(Order.taking(weights), i -> -score(anchor, field, i))
                        .limit(most)
                        .toArray();
    }

    private static double score(long anchor, Field field, int place) {
        long hash = Lots.mixed(anchor ^ Lots.mixed(field.identity(place)));
        double lot = ((hash >>> 11) + 1) * 0x1.0p-53;
        return field.steadyWeight(place) / -Math.log(lot);
    }
}
