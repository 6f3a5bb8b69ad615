package dev.sluice.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money: a 64-bit count of 10⁻⁹ dollars (or of the operator's own unit). All arithmetic is exact or throws
 * {@link ArithmeticException}.
 */
public record NanoDollars(long value) implements Comparable<NanoDollars> {
    public static final NanoDollars ZERO = new NanoDollars(0);
    private static final int SCALE = 9;

    /** A decimal number of dollars, such as {@code 12.50}; more than nine decimals are refused. */
    public static NanoDollars ofDollars(BigDecimal dollars) {
        return new NanoDollars(dollars.setScale(SCALE, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact());
    }

    public BigDecimal toDollars() {
        return BigDecimal.valueOf(value, SCALE).stripTrailingZeros();
    }

    public NanoDollars plus(NanoDollars other) {
        return new NanoDollars(Math.addExact(value, other.value));
    }

    public NanoDollars minus(NanoDollars other) {
        return new NanoDollars(Math.subtractExact(value, other.value));
    }

    public boolean isNegative() {
        return value < 0;
    }

    public boolean isPositive() {
        return value > 0;
    }

    @Override
    public int compareTo(NanoDollars other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return toDollars().toPlainString();
    }
}
