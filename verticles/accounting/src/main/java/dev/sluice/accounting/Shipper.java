package dev.sluice.accounting;

import dev.sluice.journal.Journal;
import dev.sluice.store.Bill;
import dev.sluice.store.Ledger;
import dev.sluice.store.NodeFenced;
import dev.sluice.store.Span;
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
 * Takes bills from the journal to the books in the journal's order, in batches, on one virtual thread. While the database is
 * away it keeps them and tries again; when a newer life of the node has begun, it stops for good.
 *
 * <p>A bill goes when its record is durable, so that the books are never ahead of the journal; only when the disk refuses
 * does it go from memory.
 */
final class Shipper {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);
    /** What a busy node brings in a linger: each batch costs a dozen statements beside its rows. */
    private static final int BATCH = 2_000;
    /** So often a bill is tried that the books refuse, before it is stepped over. */
    private static final int TRIES = 3;

    /** A batch of so many bills is a busy node's, whose next may as well be larger: what a batch costs is shared by its rows. */
    private static final int BUSY = 200;

    private static final long LINGER = Duration.ofMillis(100).toNanos();
    private static final long BUSY_LINGER = Duration.ofMillis(250).toNanos();
    private static final long GLANCE = Duration.ofMillis(5).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final Ledger ledger;
    private final Tenure tenure;
    private final int capacity;
    private final Runnable onUnbookable;
    private final ConcurrentLinkedQueue<Parcel> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger backlog = new AtomicInteger();
    private final Thread carrier = Thread.ofVirtual().name("shipper").unstarted(this::shipUntilClosed);
    private volatile @Nullable Long closeBy;
    private volatile @Nullable Journal journal;
    private volatile long applied;

    /** A bill on its way, and who waits for its being safe. */
    private record Parcel(Bill bill, @Nullable Durability durability) {
        boolean mayGo(long durable) {
            return bill.seq() <= durable || (durability != null && durability.isRefused());
        }
    }

    /** What became of a try. */
    private enum Outcome {
        DONE,
        /** The database is away, or this process is in need; nobody knows whether the batch was taken. */
        AWAY,
        /** The books cannot take the batch as it is. */
        UNBOOKABLE,
        FENCED
    }

    /**
     * A shipper that is not yet at work.
     *
     * @param onUnbookable told of each bill that the books refuse; that is a bug and an alarm
     */
    Shipper(Ledger ledger, Tenure tenure, int capacity, Runnable onUnbookable) {
        this.ledger = ledger;
        this.tenure = tenure;
        this.capacity = capacity;
        this.onUnbookable = onUnbookable;
    }

    /** Begins to ship what this journal has, after what the books have of it. */
    void start(Journal from, long after) {
        journal = from;
        applied = after;
        carrier.start();
    }

    boolean hasRoom(int open) {
        return backlog.get() + open < capacity;
    }

    /** Whether so little waits that rows of refused requests may join. */
    boolean hasPlenty() {
        return backlog.get() < capacity / 2;
    }

    /** Takes a bill; in the order of the sequences. The carrier is woken for a full batch only, since waking costs more. */
    void add(Bill bill, @Nullable Durability durability) {
        queue.add(new Parcel(bill, durability));
        if (backlog.incrementAndGet() == BATCH) {
            LockSupport.unpark(carrier);
        }
    }

    /** Bills that are not in the books yet. */
    int backlog() {
        return backlog.get();
    }

    /** How far the books have come with the journal. */
    long applied() {
        return applied;
    }

    /** Ships what is left and stops, at the latest after {@code patience}. Blocks. */
    void close(Duration patience) {
        closeBy = System.nanoTime() + patience.toNanos();
        LockSupport.unpark(carrier);
        try {
            if (carrier.isAlive()) {
                carrier.join(patience.plusSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (backlog.get() > 0) {
            LOG.warn("event=bills_left_in_journal bills={} effect=shipped_at_the_next_start", backlog.get());
        }
    }

    private void shipUntilClosed() {
        long linger = LINGER;
        while (!tenure.isFenced() && !isDone()) {
            if (backlog.get() < BATCH && closeBy == null) {
                LockSupport.parkNanos(linger);
            }
            List<Parcel> batch = nextBatch();
            linger = batch.size() < BUSY ? LINGER : BUSY_LINGER;
            if (batch.isEmpty()) {
                LockSupport.parkNanos(GLANCE);
            } else if (!ship(batch)) {
                return;
            }
        }
    }

    private boolean isDone() {
        return closeBy != null && (queue.isEmpty() || isTooLate());
    }

    private List<Parcel> nextBatch() {
        Journal from = journal;
        long durable = from == null ? 0 : from.durable();
        List<Parcel> batch = new ArrayList<>();
        Parcel next;
        while (batch.size() < BATCH && (next = queue.peek()) != null && next.mayGo(durable)) {
            batch.add(queue.remove());
        }
        return batch;
    }

    /** Ships a batch; what the books cannot take is tried bill by bill, so that one cannot hold up the rest. */
    private boolean ship(List<Parcel> batch) {
        List<Bill> bills = batch.stream().map(Parcel::bill).toList();
        boolean goOn = switch (patiently(bills, bills.getLast().seq())) {
            case DONE -> true;
            case UNBOOKABLE -> batch.stream().allMatch(this::shipAlone);
            case AWAY, FENCED -> false;
        };
        if (goOn) {
            batch.forEach(parcel -> {
                if (parcel.durability() != null) {
                    parcel.durability().booked();
                }
            });
            backlog.addAndGet(-batch.size());
        }
        return goOn;
    }

    private boolean shipAlone(Parcel parcel) {
        Bill bill = parcel.bill();
        Outcome outcome = patiently(List.of(bill), bill.seq());
        for (int tries = 1; outcome == Outcome.UNBOOKABLE && tries < TRIES; tries++) {
            LockSupport.parkNanos(FIRST_PAUSE);
            outcome = patiently(List.of(bill), bill.seq());
        }
        if (outcome == Outcome.UNBOOKABLE) {
            LOG.error(
                    "event=bill_unbookable seq={} call={} key={} nanodollars={}",
                    bill.seq(),
                    bill.row().callId(),
                    bill.row().keyId(),
                    bill.row().cost().value());
            onUnbookable.run();
            outcome = stepOver(bill.seq());
        }
        return outcome == Outcome.DONE;
    }

    /** An empty span is never given up, or nothing would be shipped any more. */
    private Outcome stepOver(long last) {
        Outcome outcome = patiently(List.of(), last);
        while (outcome == Outcome.UNBOOKABLE && !isTooLate()) {
            LockSupport.parkNanos(LONGEST_PAUSE);
            outcome = patiently(List.of(), last);
        }
        return outcome;
    }

    /** Tries the same until the database answers, with growing pauses; AWAY only if the shipper is to stop before. */
    private Outcome patiently(List<Bill> bills, long last) {
        long pause = FIRST_PAUSE;
        Outcome outcome = settle(bills, last);
        while (outcome == Outcome.AWAY && !isTooLate()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            outcome = settle(bills, last);
        }
        return outcome;
    }

    private boolean isTooLate() {
        Long deadline = closeBy;
        return deadline != null && System.nanoTime() - deadline >= 0;
    }

    private Outcome settle(List<Bill> bills, long last) {
        FutureTask<?> settling =
                new FutureTask<>(() -> ledger.settle(tenure.life(), new Span(applied, last), bills), null);
        settling.run();
        try {
            settling.get();
            applied = last;
            return Outcome.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.AWAY;
        } catch (ExecutionException e) {
            return outcome(e, bills.size(), last);
        }
    }

    private Outcome outcome(ExecutionException failure, int bills, long last) {
        if (failure.getCause() instanceof StoreUnavailable) {
            return Outcome.AWAY;
        }
        if (failure.getCause() instanceof NodeFenced) {
            tenure.fence("settle");
            return Outcome.FENCED;
        }
        if (failure.getCause() instanceof Error) {
            LOG.error("event=batch_not_tried bills={} last={}", bills, last, failure.getCause());
            return Outcome.AWAY;
        }
        LOG.error("event=batch_unbookable bills={} last={}", bills, last, failure.getCause());
        return Outcome.UNBOOKABLE;
    }
}
