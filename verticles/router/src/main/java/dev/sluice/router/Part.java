package dev.sluice.router;

/**
 * Which part of its channel's weight an offer has, where several upstream models share a name.
 *
 * @param weight of the upstream model among the others
 * @param total of all of them
 * @param scale what a whole channel counts among the offers that take turns with each other, so that parts are whole numbers
 */
record Part(long weight, long total, long scale) {
    static final Part ALL = new Part(1, 1, 1);
    /** Past this a share is rounded, by less than a hundred-thousandth. */
    private static final long FINEST = 1_000_000;

    /** What the channel's weight is multiplied with. */
    long multiplier() {
        return Math.max(1, weight * scale / total);
    }

    /** Of the whole, from 0 to 1. */
    double fraction() {
        return (double) weight / total;
    }

    boolean isWhole() {
        return weight == total;
    }

    Part scaled(long newScale) {
        return new Part(weight, total, newScale);
    }

    /** The least scale in which these totals can be told, within reason. */
    static long scale(Iterable<Long> totals) {
        long scale = 1;
        for (long total : totals) {
            scale = scale / gcd(scale, total) * total;
            if (scale > FINEST) {
                return FINEST;
            }
        }
        return scale;
    }

    private static long gcd(long one, long other) {
        return other == 0 ? one : gcd(other, one % other);
    }
}
