package dev.sluice.accounting.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes fields one after the other: numbers in as few bytes as they need, texts with their length before them. */
final class Fields {
    private static final int USUAL = 384;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[USUAL];
    private int length;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    Fields octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Fields flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** Seven bits a byte, the lowest first; numbers near zero of either sign are short. */
    Fields number(long value) {
        room(LONGEST_NUMBER);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    Fields text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    Fields textOrNone(@Nullable String value) {
        return value == null ? number(-1) : text(value);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
