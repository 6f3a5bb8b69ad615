package dev.sluice.model.catalog;

/**
 * One of several upstream models that serve one name at a channel.
 *
 * @param model the upstream's name of it
 * @param weight its share of the name's calls among the others, from 1 to {@link #HEAVIEST}
 */
public record PoolMember(String model, int weight) {
    public static final int HEAVIEST = 1_000;

    public PoolMember {
        if (weight < 1 || weight > HEAVIEST) {
            throw new IllegalArgumentException("a weight in a pool is 1 to " + HEAVIEST);
        }
    }
}
