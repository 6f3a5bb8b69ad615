package dev.sluice.model.price;

/**
 * What a price depends on beside the usage.
 *
 * @param arrivedAtMillis of the request, wall clock
 * @param group the multiplier of the caller's group, in parts per million
 */
public record Circumstances(long arrivedAtMillis, long group) {
    /** Of a group that pays what everybody pays. */
    public static Circumstances at(long arrivedAtMillis) {
        return new Circumstances(arrivedAtMillis, Exact.MILLION);
    }
}
