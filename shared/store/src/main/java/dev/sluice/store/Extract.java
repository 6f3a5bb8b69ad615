package dev.sluice.store;

import java.util.List;

/**
 * A long list that is read a chunk at a time, each in a short transaction of its own, so that it holds up nobody however
 * slowly it is taken. Needs no closing. For one thread at a time.
 */
public interface Extract<T> {

    /** Reads on. Chunks may be empty before the last, where little of what was looked through was asked for. */
    Chunk<T> next();

    /**
     * A part of the list.
     *
     * @param last whether this is the end of it
     */
    record Chunk<T>(List<T> items, boolean last) {
        public Chunk {
            items = List.copyOf(items);
        }
    }
}
