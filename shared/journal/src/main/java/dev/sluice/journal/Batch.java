package dev.sluice.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that wait to become durable, in a row without gaps, and who wants to know; for one thread at a time. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final int FEW = 64;
    private static final byte[] NOTHING = {};
    /** What a record costs beside its payload. */
    private static final int OVERHEAD = 64;

    private long first;
    private int size;
    private long weight;
    private boolean awaited;
    private byte[][] payloads = new byte[FEW][];
    private @Nullable Waiter[] waiters = new @Nullable Waiter[FEW];

    Batch(long first) {
        this.first = first;
    }

    static long weight(byte[] payload) {
        return (long) payload.length + OVERHEAD;
    }

    long add(byte[] payload, @Nullable Waiter waiter) {
        if (size == payloads.length) {
            payloads = Arrays.copyOf(payloads, 2 * size);
            waiters = Arrays.copyOf(waiters, 2 * size);
        }
        payloads[size] = payload;
        waiters[size] = waiter;
        awaited |= waiter != null && waiter.isUrgent();
        weight += weight(payload);
        return first + size++;
    }

    /** Takes over what follows this one. */
    void addAll(Batch next) {
        for (int i = 0; i < next.size; i++) {
            add(next.payloads[i], next.waiters[i]);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Whether somebody waits for one of them, or did when it could not be written. */
    boolean isAwaited() {
        return awaited;
    }

    long first() {
        return first;
    }

    long last() {
        return first + size - 1;
    }

    /** The bytes that it holds in memory, about. */
    long weight() {
        return weight;
    }

    byte[] payload(long sequence) {
        return payloads[Math.toIntExact(sequence - first)];
    }

    /** Empties it, for records from a sequence on. */
    void restart(long sequence) {
        Arrays.fill(payloads, 0, size, NOTHING);
        Arrays.fill(waiters, 0, size, null);
        first = sequence;
        size = 0;
        weight = 0;
        awaited = false;
    }

    /** Tells those whose records are durable, and forgets these. */
    void settle(long durable) {
        int count = Math.clamp(durable - first + 1, 0, size);
        tell(count, null);
        if (count == size) {
            restart(first + size);
            return;
        }
        for (int i = 0; i < count; i++) {
            weight -= weight(payloads[i]);
        }
        System.arraycopy(payloads, count, payloads, 0, size - count);
        System.arraycopy(waiters, count, waiters, 0, size - count);
        first += count;
        size -= count;
    }

    /** Tells all who were not told yet; the records stay. */
    void fail(IOException cause) {
        tell(size, cause);
        Arrays.fill(waiters, 0, size, null);
    }

    private void tell(int count, @Nullable IOException cause) {
        Telling telling = new Telling(count, cause);
        while (telling.at < count) {
            FutureTask<?> task = new FutureTask<>(telling, null);
            task.run();
            if (task.state() == Future.State.FAILED) {
                LOG.error("event=journal_waiter_failed sequence={}", first + telling.at - 1, task.exceptionNow());
            }
        }
    }

    /** Goes on behind a waiter that threw. */
    private final class Telling implements Runnable {
        private final int count;
        private final @Nullable IOException cause;
        private int at;

        Telling(int count, @Nullable IOException cause) {
            this.count = count;
            this.cause = cause;
        }

        @Override
        public void run() {
            while (at < count) {
                Waiter waiter = waiters[at++];
                if (waiter == null) {
                    continue;
                }
                if (cause == null) {
                    waiter.durable();
                } else {
                    waiter.failed(cause);
                }
            }
        }
    }
}
