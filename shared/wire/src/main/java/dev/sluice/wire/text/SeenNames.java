package dev.sluice.wire.text;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The member names of all objects that are open, so that a name given twice in one object is found.
 *
 * <p>Names of the innermost object lie at the end of one list. Up to {@value #FEW} are compared one by one; an object with
 * more gets a hash table. The hash is keyed by secrets of this process, so that nobody can write names that collide.
 */
final class SeenNames {
    private static final int FEW = 12;
    private static final int[] NO_TABLE = {};
    private static final long SEED = new SecureRandom().nextLong();
    private static final long FACTOR = new SecureRandom().nextLong() | 1;

    private byte[][] texts = new byte[32][];
    private int[] froms = new int[32];
    private int[] tos = new int[32];
    private int[] hashes = new int[32];
    private int count;

    private int[] firsts = new int[8];
    private int[][] tables = new int[8][];
    private int depth;

    /** An object begins. */
    void open() {
        if (++depth == firsts.length) {
            firsts = Arrays.copyOf(firsts, depth * 2);
            tables = Arrays.copyOf(tables, depth * 2);
        }
        firsts[depth] = count;
        tables[depth] = NO_TABLE;
    }

    /** The innermost object ends. */
    void close() {
        count = firsts[depth];
        depth--;
    }

    /** Adds {@code text[from, to)}, a name without escapes, to the innermost object; false if it was there already. */
    boolean add(byte[] text, int from, int to) {
        int hash = hash(text, from, to);
        int[] table = tables[depth];
        boolean known = table.length == 0 ? isAmongFew(text, from, to, hash) : isIn(table, text, from, to, hash);
        if (known) {
            return false;
        }
        append(text, from, to, hash);
        index(table);
        return true;
    }

    private boolean isAmongFew(byte[] text, int from, int to, int hash) {
        for (int i = firsts[depth]; i < count; i++) {
            if (hashes[i] == hash && isSame(i, text, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(int[] table, byte[] text, int from, int to, int hash) {
        int mask = table.length - 1;
        for (int slot = hash & mask; table[slot] != 0; slot = (slot + 1) & mask) {
            int i = table[slot] - 1;
            if (hashes[i] == hash && isSame(i, text, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSame(int i, byte[] text, int from, int to) {
        return Arrays.equals(texts[i], froms[i], tos[i], text, from, to);
    }

    private void append(byte[] text, int from, int to, int hash) {
        if (count == hashes.length) {
            int size = count * 2;
            texts = Arrays.copyOf(texts, size);
            froms = Arrays.copyOf(froms, size);
            tos = Arrays.copyOf(tos, size);
            hashes = Arrays.copyOf(hashes, size);
        }
        texts[count] = text;
        froms[count] = from;
        tos[count] = to;
        hashes[count++] = hash;
    }

    /** Keeps the innermost object's table at most half full; makes one when its names are no longer few. */
    private void index(int[] table) {
        int members = count - firsts[depth];
        if (members * 2 <= table.length) {
            put(table, count - 1);
        } else if (members > FEW) {
            int[] larger = new int[table.length == 0 ? 64 : table.length * 2];
            for (int i = firsts[depth]; i < count; i++) {
                put(larger, i);
            }
            tables[depth] = larger;
        }
    }

    private void put(int[] table, int i) {
        int mask = table.length - 1;
        int slot = hashes[i] & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = i + 1;
    }

    private static int hash(byte[] text, int from, int to) {
        long hash = SEED + (to - from);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash ^ ByteScan.word(text, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = rest << 8 | (text[i] & 0xFF);
        }
        hash = mix(hash ^ rest);
        return (int) (hash >>> 32);
    }

    private static long mix(long value) {
        long product = value * FACTOR;
        return product ^ (product >>> 29);
    }
}
