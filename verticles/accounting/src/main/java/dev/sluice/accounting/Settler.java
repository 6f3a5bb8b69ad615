package dev.sluice.accounting;

import dev.sluice.store.Bill;
import dev.sluice.store.Ledger;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes ended calls into the books in batches, on one virtual thread. While the database is away it keeps them and tries
 * again.
 */
final class Settler implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int BATCH = 500;
    private static final long LINGER = Duration.ofMillis(100).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final String nodeId;
    private final Ledger ledger;
    private final int capacity;
    private final Runnable onUnbookable;
    private final ConcurrentLinkedQueue<Bill> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger backlog = new AtomicInteger();
    private final Thread writer = Thread.ofVirtual().name("settler").unstarted(this::writeUntilClosed);
    private volatile @Nullable Long closeBy;

    /**
     * A settler that is not yet at work.
     *
     * @param onUnbookable told of each bill that the books refuse; that is a bug and an alarm
     */
    Settler(String nodeId, Ledger ledger, int capacity, Runnable onUnbookable) {
        this.nodeId = nodeId;
        this.ledger = ledger;
        this.capacity = capacity;
        this.onUnbookable = onUnbookable;
    }

    void start() {
        writer.start();
    }

    @Override
    public boolean hasRoom(int open) {
        return backlog.get() + open < capacity;
    }

    /** The writer looks every tenth of a second by itself; it is woken only for a full batch, since waking costs more. */
    @Override
    public void append(Bill bill) {
        queue.add(bill);
        if (backlog.incrementAndGet() == BATCH) {
            LockSupport.unpark(writer);
        }
    }

    @Override
    public boolean offer(Bill refusal) {
        boolean plenty = backlog.get() < capacity / 2;
        if (plenty) {
            append(refusal);
        }
        return plenty;
    }

    @Override
    public int backlog() {
        return backlog.get();
    }

    /** Writes what is left and stops, at the latest after {@code patience}. Blocks. */
    void close(Duration patience) {
        closeBy = System.nanoTime() + patience.toNanos();
        LockSupport.unpark(writer);
        try {
            if (writer.isAlive()) {
                writer.join(patience.plusSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (backlog.get() > 0) {
            LOG.error("event=bills_lost bills={} reason=database_away_at_stop", backlog.get());
        }
    }

    private void writeUntilClosed() {
        while (closeBy == null || !queue.isEmpty()) {
            if (backlog.get() < BATCH && closeBy == null) {
                LockSupport.parkNanos(LINGER);
            }
            List<Bill> batch = nextBatch();
            if (!batch.isEmpty() && !writePatiently(batch)) {
                return;
            }
        }
    }

    private List<Bill> nextBatch() {
        List<Bill> batch = new ArrayList<>();
        Bill bill;
        while (batch.size() < BATCH && (bill = queue.poll()) != null) {
            batch.add(bill);
        }
        return batch;
    }

    /** Tries until the batch is in the books; false if the settler is to stop before. */
    private boolean writePatiently(List<Bill> batch) {
        long pause = FIRST_PAUSE;
        while (!write(batch)) {
            if (isTooLate()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        backlog.addAndGet(-batch.size());
        return true;
    }

    private boolean isTooLate() {
        Long deadline = closeBy;
        return deadline != null && System.nanoTime() - deadline >= 0;
    }

    /** False if the database is away. What fails otherwise is tried bill by bill, so that one cannot hold up the rest. */
    private boolean write(List<Bill> batch) {
        FutureTask<?> writing = new FutureTask<>(() -> ledger.settle(nodeId, batch), null);
        writing.run();
        try {
            writing.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof StoreUnavailable) && writeOneByOne(batch, e);
        }
    }

    private boolean writeOneByOne(List<Bill> batch, ExecutionException failure) {
        if (batch.size() > 1) {
            return batch.stream().map(bill -> write(List.of(bill))).reduce(true, Boolean::logicalAnd);
        }
        Bill bill = batch.getFirst();
        LOG.error(
                "event=bill_unbookable call={} key={} nanodollars={}",
                bill.row().callId(),
                bill.row().keyId(),
                bill.row().cost().value(),
                failure.getCause());
        onUnbookable.run();
        return true;
    }
}
