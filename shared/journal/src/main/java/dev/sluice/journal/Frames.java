package dev.sluice.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How records lie in a file, for one thread: frames of whole words of eight bytes, and a seal behind each batch.
 *
 * <p>No word that is written is zero, while the file is zero before: so a zero word among others is one that never
 * reached the disk, and cannot be one that was there and went bad. A frame is length, CRC32C, sequence and payload, all
 * masked by a word that has the top bit of each byte set and that nobody outside can know; the CRC covers the journal's id
 * as well. A seal is the masked sequence with which the batch began, then a word that only seals have.
 */
final class Frames {
    static final int WORD = Long.BYTES;
    static final int SEAL = 2 * WORD;
    private static final int HEAD = 2 * WORD;
    /** A seal with so many wrong bits is still known for one; a seal that lost a byte to a torn write is not. */
    private static final int SMUDGES = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final long mask;
    private final long seal;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer prefix = ByteBuffer.allocate(28);

    Frames(UUID journal) {
        mask = mix(journal.getMostSignificantBits()) | 0x8080808080808080L;
        seal = (dense(mix(journal.getLeastSignificantBits())) & 0x00FFFFFFFFFFFFFFL) | 0x5A00000000000000L;
        prefix.putLong(journal.getMostSignificantBits()).putLong(journal.getLeastSignificantBits());
    }

    /** The bytes that a record takes. */
    static int size(int payload) {
        return HEAD + (payload + WORD - 1) / WORD * WORD;
    }

    void write(ByteBuffer to, long sequence, byte[] payload) {
        to.putLong((((long) payload.length << 32) | (check(sequence, payload) & 0xFFFFFFFFL)) ^ mask);
        to.putLong(sequence ^ mask);
        int whole = payload.length & -WORD;
        for (int at = 0; at < whole; at += WORD) {
            to.putLong((long) LONGS.get(payload, at) ^ mask);
        }
        if (whole < payload.length) {
            long rest = 0;
            for (int at = whole; at < payload.length; at++) {
                rest |= (payload[at] & 0xFFL) << (56 - 8 * (at - whole));
            }
            to.putLong(rest ^ mask);
        }
    }

    void writeSeal(ByteBuffer to, long first) {
        to.putLong(first ^ mask).putLong(seal);
    }

    /** Whether the word ends a seal, give or take a few bits. */
    boolean endsSeal(long word) {
        return Long.bitCount(word ^ seal) <= SMUDGES;
    }

    /** Whether the seal of the batch that began with this sequence lies there. */
    boolean isSeal(ByteBuffer bytes, int at, long first) {
        return at + SEAL <= bytes.limit() && bytes.getLong(at) == (first ^ mask) && bytes.getLong(at + WORD) == seal;
    }

    /** The sequence with which a batch began, from the first word of its seal. */
    long sealed(long word) {
        return word ^ mask;
    }

    /** The payload of this record if it lies there whole. */
    byte @Nullable [] find(ByteBuffer bytes, int at, long sequence) {
        if (at + HEAD > bytes.limit() || (bytes.getLong(at + WORD) ^ mask) != sequence) {
            return null;
        }
        long head = bytes.getLong(at) ^ mask;
        int length = (int) (head >>> 32);
        if (length < 0 || length > bytes.limit() - at - HEAD || size(length) > bytes.limit() - at) {
            return null;
        }
        byte[] payload = payload(bytes, at + HEAD, length);
        return check(sequence, payload) == (int) head ? payload : null;
    }

    private byte[] payload(ByteBuffer bytes, int from, int length) {
        byte[] payload = new byte[length];
        int whole = length & -WORD;
        for (int at = 0; at < whole; at += WORD) {
            LONGS.set(payload, at, bytes.getLong(from + at) ^ mask);
        }
        if (whole < length) {
            long rest = bytes.getLong(from + whole) ^ mask;
            for (int at = whole; at < length; at++) {
                payload[at] = (byte) (rest >>> (56 - 8 * (at - whole)));
            }
        }
        return payload;
    }

    private int check(long sequence, byte[] payload) {
        crc.reset();
        crc.update(prefix.putLong(16, sequence).putInt(24, payload.length).clear());
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue();
    }

    /** The finishing steps of SplitMix64, https://doi.org/10.1145/2714064.2660195. */
    private static long mix(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Turns bytes with fewer than four bits over, so that the loss of any byte shows. */
    private static long dense(long word) {
        long made = word;
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            if (Long.bitCount((word >>> shift) & 0xFF) < 4) {
                made ^= 0xFFL << shift;
            }
        }
        return made;
    }
}
