package dev.sluice.wire.text;

import org.jspecify.annotations.Nullable;

/** Numbers as RFC 8259 writes them. */
final class JsonNumber {
    /** What always fits into a long. */
    private static final int MAX_DIGITS = 18;

    private JsonNumber() {}

    /** Where the number that begins at {@code from} ends; {@code ~i} if a digit is missing at {@code i}. */
    static int end(byte[] array, int from, int limit) {
        int integer = array[from] == '-' ? from + 1 : from;
        int i = is(array, integer, limit, '0') ? integer + 1 : digits(array, integer, limit);
        if (i > 0 && is(array, i, limit, '.')) {
            i = digits(array, i + 1, limit);
        }
        if (i > 0 && (is(array, i, limit, 'e') || is(array, i, limit, 'E'))) {
            boolean signed = is(array, i + 1, limit, '+') || is(array, i + 1, limit, '-');
            i = digits(array, signed ? i + 2 : i + 1, limit);
        }
        return i;
    }

    /** The number {@code array[from, to)}, null if it is not written as an integer or has more than 18 digits. */
    static @Nullable Long integer(byte[] array, int from, int to) {
        boolean negative = array[from] == '-';
        int digits = negative ? from + 1 : from;
        if (to - digits > MAX_DIGITS) {
            return null;
        }
        long value = 0;
        for (int i = digits; i < to; i++) {
            if (!isDigit(array[i])) {
                return null;
            }
            value = value * 10 + (array[i] - '0');
        }
        return negative ? -value : value;
    }

    private static int digits(byte[] array, int from, int limit) {
        int i = from;
        while (i < limit && isDigit(array[i])) {
            i++;
        }
        return i == from ? ~i : i;
    }

    private static boolean is(byte[] array, int at, int limit, char c) {
        return at < limit && array[at] == c;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
