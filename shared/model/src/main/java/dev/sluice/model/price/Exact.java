package dev.sluice.model.price;

import java.math.BigInteger;

/**
 * A sum of products of counts and rates, none negative: in a long while it fits, which it nearly always does, else in a
 * {@link BigInteger}. Never rounded, never overflowing.
 */
final class Exact {
    static final long MILLION = 1_000_000;

    private long small;
    private BigInteger rest = BigInteger.ZERO;

    void add(long count, long rate) {
        if (count == 0 || rate == 0) {
            return;
        }
        long product = count * rate;
        boolean fits = Math.multiplyHigh(count, rate) == 0 && product >= 0 && small + product >= 0;
        if (fits) {
            small += product;
        } else {
            rest = rest.add(BigInteger.valueOf(count).multiply(BigInteger.valueOf(rate)));
        }
    }

    /**
     * The sum times these factors, each in parts per million, divided by a million and rounded up once; at most {@code most}.
     */
    long perMillion(long most, long... factors) {
        boolean plain = rest.signum() == 0;
        for (long factor : factors) {
            plain &= factor == MILLION;
        }
        return plain ? Math.min(most, Math.ceilDiv(small, MILLION)) : scaled(most, factors);
    }

    private long scaled(long most, long... factors) {
        BigInteger million = BigInteger.valueOf(MILLION);
        BigInteger product = rest.add(BigInteger.valueOf(small));
        BigInteger divisor = million;
        for (long factor : factors) {
            if (factor != MILLION) {
                product = product.multiply(BigInteger.valueOf(factor));
                divisor = divisor.multiply(million);
            }
        }
        BigInteger roundedUp = product.add(divisor).subtract(BigInteger.ONE).divide(divisor);
        return roundedUp.min(BigInteger.valueOf(most)).longValueExact();
    }
}
