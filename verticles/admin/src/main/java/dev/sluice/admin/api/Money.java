package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.model.NanoDollars;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Money in JSON: read from decimal dollars, exactly; written as a decimal string and as whole nano-dollars. */
final class Money {
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,10}(\\.\\d{1,9})?");
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    private Money() {}

    /** Dollars as a string or a number, at most nine decimals, at most a billion either way. */
    static Reader<NanoDollars> any() {
        return value -> {
            BigDecimal dollars = value.node().isNumber() ? number(value) : text(value);
            if (dollars.abs().compareTo(MOST) > 0) {
                throw value.wrong("must not be more than " + MOST + " dollars");
            }
            return NanoDollars.ofDollars(dollars);
        };
    }

    /** As {@link #any}, and not negative. */
    static Reader<NanoDollars> notNegative() {
        return value -> {
            NanoDollars amount = any().read(value);
            if (amount.isNegative()) {
                throw value.wrong("must not be negative");
            }
            return amount;
        };
    }

    /** As {@link #any}, and more than nothing. */
    static Reader<NanoDollars> positive() {
        return value -> {
            NanoDollars amount = any().read(value);
            if (!amount.isPositive()) {
                throw value.wrong("must be more than nothing");
            }
            return amount;
        };
    }

    /** As {@link #any}, and not zero. */
    static Reader<NanoDollars> notZero() {
        return value -> {
            NanoDollars amount = any().read(value);
            if (amount.equals(NanoDollars.ZERO)) {
                throw value.wrong("must not be zero");
            }
            return amount;
        };
    }

    /** Writes {@code name} and {@code name_nanodollars}. */
    static void write(ObjectNode json, String name, @Nullable NanoDollars amount) {
        json.put(name, amount == null ? null : amount.toString());
        json.put(name + "_nanodollars", amount == null ? null : (Long) amount.value());
    }

    private static BigDecimal text(Value value) {
        if (!value.node().isTextual()
                || !DECIMAL.matcher(value.node().textValue()).matches()) {
            throw wrong(value);
        }
        return new BigDecimal(value.node().textValue());
    }

    /** A number such as 1e999999999 is short to write and would be long to write out; its exponent is looked at first. */
    private static BigDecimal number(Value value) {
        BigDecimal number = value.node().decimalValue();
        if (Math.abs((long) number.scale()) > 64 || number.stripTrailingZeros().scale() > 9) {
            throw wrong(value);
        }
        return number;
    }

    private static RuntimeException wrong(Value value) {
        return value.wrong("must be an amount in dollars with at most nine decimals, such as \"12.50\"");
    }
}
