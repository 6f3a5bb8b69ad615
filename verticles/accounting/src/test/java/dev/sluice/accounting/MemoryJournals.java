package dev.sluice.accounting;

import dev.sluice.journal.Journal;
import dev.sluice.journal.Records;
import dev.sluice.journal.Waiter;
import dev.sluice.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A journal in memory whose disk a test can make wait, refuse, and forget what it had not written. */
final class MemoryJournals implements Journals {
    private final TreeMap<Long, Bytes> disk = new TreeMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private String id = "journal-1";
    private boolean begun;
    private boolean slow;
    private boolean refusing;
    private boolean full;
    private boolean lie;
    private long segment = Long.MAX_VALUE;
    private long newest;
    private long released;

    private record Pending(
            long sequence, Bytes payload, @Nullable Waiter waiter) {}

    /** From now on nothing is durable until {@link #force}. */
    synchronized void holdBack() {
        slow = true;
    }

    /** Makes durable what waits, and is quick again. */
    void force() {
        List<Pending> now;
        synchronized (this) {
            slow = false;
            refusing = false;
            full = false;
            now = List.copyOf(pending);
            pending.clear();
            now.forEach(one -> disk.put(one.sequence(), one.payload()));
        }
        now.forEach(one -> tell(one.waiter()));
    }

    /** From now on the disk refuses. */
    synchronized void refuse() {
        refusing = true;
    }

    /** The disk refuses from now on, though it says once more that it would not. */
    synchronized void refuseAfterTheLook() {
        refusing = true;
        lie = true;
    }

    /** Nothing more can even wait from now on, though the journal says once more that it could. */
    synchronized void fillAfterTheLook() {
        full = true;
        lie = true;
    }

    /** Records of one segment. */
    synchronized void segmentsOf(long records) {
        segment = records;
    }

    /** As a power failure: what was not durable is gone. */
    synchronized void crash() {
        pending.clear();
        newest = disk.isEmpty() ? released : disk.lastKey();
        slow = false;
        refusing = false;
    }

    /** As a folder that was made anew. */
    synchronized void replace(String newId) {
        disk.clear();
        begun = false;
        id = newId;
        released = 0;
        newest = 0;
    }

    synchronized int records() {
        return disk.size();
    }

    @Override
    public synchronized boolean exists() {
        return begun;
    }

    @Override
    public synchronized Journal open(long floor) {
        if (!begun) {
            begun = true;
            newest = floor;
            released = floor;
        }
        return new OpenJournal();
    }

    @Override
    public synchronized long bytes() {
        return disk.values().stream().mapToLong(Bytes::length).sum();
    }

    private static void tell(@Nullable Waiter waiter) {
        if (waiter != null) {
            waiter.durable();
        }
    }

    private long put(byte[] payload, @Nullable Waiter waiter) {
        boolean refused;
        boolean waits;
        long sequence;
        synchronized (this) {
            if (full) {
                throw new RejectedExecutionException("full");
            }
            sequence = ++newest;
            refused = refusing;
            waits = refusing || slow;
            if (waits) {
                pending.add(new Pending(sequence, Bytes.of(payload), refused ? null : waiter));
            } else {
                disk.put(sequence, Bytes.of(payload));
            }
        }
        if (refused && waiter != null) {
            waiter.failed(new IOException("No space left on device"));
        } else if (!waits) {
            tell(waiter);
        }
        return sequence;
    }

    private final class OpenJournal implements Journal {
        @Override
        public String id() {
            return id;
        }

        @Override
        public void replay(Records reader) {
            synchronized (MemoryJournals.this) {
                disk.forEach((sequence, payload) ->
                        reader.record(sequence, ByteBuffer.wrap(payload.array(), payload.offset(), payload.length())));
            }
        }

        @Override
        public long append(byte[] payload, @Nullable Waiter waiter) {
            return put(payload, waiter);
        }

        @Override
        public long durable() {
            synchronized (MemoryJournals.this) {
                return pending.isEmpty() ? newest : pending.getFirst().sequence() - 1;
            }
        }

        @Override
        public boolean hasRoom() {
            synchronized (MemoryJournals.this) {
                boolean room = lie || (!refusing && !full);
                lie = false;
                return room;
            }
        }

        @Override
        public Optional<Segment> oldest() {
            synchronized (MemoryJournals.this) {
                long last = released + segment;
                return last > 0 && last < newest
                        ? Optional.of(new Segment(released + 1, last, segment))
                        : Optional.empty();
            }
        }

        @Override
        public void release(long upTo) {
            synchronized (MemoryJournals.this) {
                while (segment < Long.MAX_VALUE && released + segment <= Math.min(upTo, newest - 1)) {
                    released += segment;
                    disk.headMap(released, true).clear();
                }
            }
        }

        @Override
        public long released() {
            synchronized (MemoryJournals.this) {
                return released;
            }
        }

        @Override
        public void close() {}
    }
}
