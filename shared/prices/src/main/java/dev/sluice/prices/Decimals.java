package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal numbers in documents and the integers that they stand for. Nothing is ever rounded. */
final class Decimals {
    /** Digits after the point of dollars for a million, for one, and for a thousandth of one, in rates. */
    static final int PER_MILLION = 9;

    static final int PER_UNIT = 15;
    static final int PER_THOUSAND_UNITS = 12;
    /** Of factors, which are parts per million. */
    static final int FACTOR = 6;

    private static final int LONGEST = 64;
    private static final int WIDEST = 40;

    private Decimals() {}

    /** A decimal that is not negative, with at most so many digits after the point, as a count of the last of them. */
    static long read(Place place, JsonNode value, int digits, String what) {
        BigDecimal decimal = decimal(place, value, what);
        if (decimal.signum() < 0) {
            throw place.expected(what + ", not less than 0", value);
        }
        try {
            return scaled(decimal, digits);
        } catch (ArithmeticException e) {
            throw place.expected(what + " with at most " + word(digits) + " decimals", value);
        }
    }

    /** Exactly so many digits after the point, as one integer. */
    static long scaled(BigDecimal decimal, int digits) {
        return decimal.setScale(digits, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact();
    }

    static BigDecimal decimal(Place place, JsonNode value, String what) {
        String text = value.isNumber() || value.isTextual() ? value.asText() : "";
        if (text.isEmpty() || text.length() > LONGEST) {
            throw place.expected(what, value);
        }
        try {
            BigDecimal decimal = value.isNumber() ? value.decimalValue() : new BigDecimal(text);
            if (Math.abs((long) decimal.scale()) > WIDEST) {
                throw place.expected(what, value);
            }
            return decimal;
        } catch (NumberFormatException e) {
            throw place.expected(what + " as a decimal number", value);
        }
    }

    static JsonNode write(long value, int digits) {
        BigDecimal decimal = BigDecimal.valueOf(value, digits).stripTrailingZeros();
        return DecimalNode.valueOf(decimal.scale() < 0 ? decimal.setScale(0, RoundingMode.UNNECESSARY) : decimal);
    }

    private static String word(int digits) {
        return switch (digits) {
            case PER_MILLION -> "nine";
            case FACTOR -> "six";
            case PER_THOUSAND_UNITS -> "twelve";
            default -> String.valueOf(digits);
        };
    }
}
