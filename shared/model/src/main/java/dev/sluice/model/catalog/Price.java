package dev.sluice.model.catalog;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.Usage;
import java.math.BigInteger;

/**
 * What a model costs: nano-dollars per million tokens of each disjoint class, and per request.
 *
 * @param version of the price book it was taken from; kept with every bill so that it can be computed again
 */
public record Price(
        String model,
        int version,
        long inputPerMillion,
        long cacheReadPerMillion,
        long cacheWritePerMillion,
        long outputPerMillion,
        long reasoningPerMillion,
        long perRequest) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (inputPerMillion < 0
                || cacheReadPerMillion < 0
                || cacheWritePerMillion < 0
                || outputPerMillion < 0
                || reasoningPerMillion < 0
                || perRequest < 0) {
            throw new IllegalArgumentException("a price is not negative: " + model);
        }
    }

    /** The cost of a call with this usage, rounded up once to a whole nano-dollar. */
    public NanoDollars of(Usage usage) {
        BigInteger sum = product(usage.input(), inputPerMillion)
                .add(product(usage.cacheRead(), cacheReadPerMillion))
                .add(product(usage.cacheWrite(), cacheWritePerMillion))
                .add(product(usage.output(), outputPerMillion))
                .add(product(usage.reasoning(), reasoningPerMillion));
        BigInteger roundedUp = sum.add(MILLION.subtract(BigInteger.ONE)).divide(MILLION);
        return new NanoDollars(Math.addExact(roundedUp.longValueExact(), perRequest));
    }

    private static BigInteger product(long tokens, long perMillion) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(perMillion));
    }
}
