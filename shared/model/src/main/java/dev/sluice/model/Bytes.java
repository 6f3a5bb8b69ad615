package dev.sluice.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable run of bytes: a body, a piece of a stream, a header value.
 *
 * <p>It is a view of an array; whoever makes one hands the array over and does not change it again.
 */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int from;
    private final int length;

    private Bytes(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** The whole array, not copied. */
    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /** {@code array[from, to)}, not copied. */
    public static Bytes of(byte[] array, int from, int to) {
        if (from < 0 || to < from || to > array.length) {
            throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + array.length);
        }
        return new Bytes(array, from, to - from);
    }

    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public byte at(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(index + " of " + length);
        }
        return array[from + index];
    }

    /** The bytes {@code [start, end)} of these, sharing the array. */
    public Bytes slice(int start, int end) {
        if (start < 0 || end < start || end > length) {
            throw new IndexOutOfBoundsException("[" + start + ", " + end + ") of " + length);
        }
        return new Bytes(array, from + start, end - start);
    }

    /** The backing array, for parsers and sockets that take (array, offset, length). Never to be written to. */
    public byte[] array() {
        return array;
    }

    /** Where these bytes begin in {@link #array()}. */
    public int offset() {
        return from;
    }

    /** A fresh array with just these bytes. */
    public byte[] copy() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** The bytes read as UTF-8; malformed sequences become U+FFFD. */
    public String utf8() {
        return new String(array, from, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, from, from + length, that.array, that.from, that.from + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** The length only: bytes may hold prompts, and prompts do not belong in logs. */
    @Override
    public String toString() {
        return "Bytes[" + length + "]";
    }
}
