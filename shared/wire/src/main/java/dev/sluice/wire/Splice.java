package dev.sluice.wire;

import dev.sluice.model.Bytes;
import java.util.Arrays;

/**
 * Bytes put together from runs of arrays. As long as the runs follow on each other in one array, nothing is copied.
 *
 * <p>Reused from one {@link #take} to the next; not thread safe.
 */
public final class Splice {
    private static final byte[] EMPTY = new byte[0];

    private byte[][] arrays = new byte[4][];
    private int[] bounds = new int[8];
    private int count;

    /** Adds {@code array[from, to)}. */
    public Splice add(byte[] array, int from, int to) {
        if (from == to) {
            return this;
        }
        if (count > 0 && isLast(array) && bounds[2 * count - 1] == from) {
            bounds[2 * count - 1] = to;
            return this;
        }
        if (count == arrays.length) {
            arrays = Arrays.copyOf(arrays, 2 * count);
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        arrays[count] = array;
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
        return this;
    }

    public Splice add(Bytes bytes) {
        return add(bytes.array(), bytes.offset(), bytes.offset() + bytes.length());
    }

    /** Everything added since the last time. */
    public Bytes take() {
        Bytes taken = count == 0 ? Bytes.EMPTY : count == 1 ? Bytes.of(arrays[0], bounds[0], bounds[1]) : joined();
        Arrays.fill(arrays, 0, count, EMPTY);
        count = 0;
        return taken;
    }

    /** Whether the last run is of this very array; equal contents elsewhere would not do. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isLast(byte[] array) {
        return arrays[count - 1] == array;
    }

    private Bytes joined() {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = Math.addExact(length, bounds[2 * i + 1] - bounds[2 * i]);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int run = bounds[2 * i + 1] - bounds[2 * i];
            System.arraycopy(arrays[i], bounds[2 * i], joined, at, run);
            at += run;
        }
        return Bytes.of(joined);
    }
}
