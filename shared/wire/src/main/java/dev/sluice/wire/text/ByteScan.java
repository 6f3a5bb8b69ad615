package dev.sluice.wire.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches bytes eight at a time.
 *
 * <p>Each search builds a word whose lowest set bit marks the first hit: bits above a true hit may be false ones, bits
 * below it never are, so that counting trailing zeros of a little-endian word is exact.
 */
final class ByteScan {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private ByteScan() {}

    /** The first quote, backslash or control character in {@code [from, to)}, else {@code to}. */
    static int stringStop(byte[] array, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = word(array, i);
            long hits = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word & HIGH);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && array[i] != '"' && array[i] != '\\' && (array[i] < 0 || array[i] >= ' ')) {
            i++;
        }
        return i;
    }

    /** The first line feed or carriage return in {@code [from, to)}, else {@code to}. */
    static int lineStop(byte[] array, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = word(array, i);
            long hits = zeros(word ^ LINE_FEEDS) | zeros(word ^ RETURNS);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && array[i] != '\n' && array[i] != '\r') {
            i++;
        }
        return i;
    }

    /** The first byte above 0x7F in {@code [from, to)}, else {@code to}. */
    static int nonAscii(byte[] array, int from, int to) {
        int i = from;
        for (; i <= to - 4 * Long.BYTES; i += 4 * Long.BYTES) {
            if (((word(array, i) | word(array, i + 8) | word(array, i + 16) | word(array, i + 24)) & HIGH) != 0) {
                break;
            }
        }
        while (i < to && array[i] >= 0) {
            i++;
        }
        return i;
    }

    static long word(byte[] array, int at) {
        return (long) WORD.get(array, at);
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH;
    }
}
