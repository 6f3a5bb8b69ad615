package dev.sluice.wire;

/**
 * A count of tokens that is parcelled into classes: no part gets more than is left, so that the parts make the whole,
 * however much the report says of each.
 */
public final class Parcel {
    private long left;

    public Parcel(long whole) {
        this.left = whole;
    }

    /** As much of this part as is left. */
    public long take(long part) {
        long taken = Math.max(0, Math.min(left, part));
        left -= taken;
        return taken;
    }

    /** What belongs to no part. */
    public long rest() {
        return left;
    }
}
