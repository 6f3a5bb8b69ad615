package dev.sluice.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers records while the medium is busy with those before, so that many share one force; one thread writes. */
final class QueuedJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedJournal.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How long records that nobody waits for may wait for others to share a force with. */
    private static final long DOZE = Duration.ofMillis(20).toNanos();

    private final Medium medium;
    private final int maxRecord;
    private final long maxWaiting;
    private final Pace pace;
    private final Thread writer;
    private final Object gate = new Object();

    // Guarded by the gate; of the volatile ones only the writing.
    private Batch gathering;
    private boolean idle;
    private boolean dozing;
    private boolean appended;
    private volatile boolean closing;
    private volatile long waiting;

    // The writer's.
    private Batch pending;
    private int shared;
    private boolean broken;
    private volatile boolean refusing;

    QueuedJournal(Medium medium, JournalSettings settings) {
        this.medium = medium;
        this.maxRecord = settings.maxRecord();
        this.maxWaiting = settings.maxWaiting();
        this.pace = new Pace(settings.linger(), System.nanoTime());
        this.gathering = new Batch(medium.durable() + 1);
        this.pending = new Batch(medium.durable() + 1);
        this.writer = Thread.ofPlatform().daemon().name("journal").unstarted(this::write);
    }

    /** Opens what a disk keeps; the disk is closed with the journal, or when that cannot be opened. */
    static QueuedJournal open(Disk disk, JournalSettings settings, long floor) throws IOException {
        try {
            return start(DiskMedium.open(disk, settings, floor, UUID::randomUUID, QueuedJournal::aside), settings);
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    private static void aside(Runnable task) {
        Thread.ofPlatform().daemon().name("journal-blank").start(task);
    }

    /** Tries the medium, then starts the writer; a journal that holds something opens even if the medium refuses for now. */
    static QueuedJournal start(Medium medium, JournalSettings settings) throws IOException {
        QueuedJournal journal = new QueuedJournal(medium, settings);
        journal.probe();
        journal.writer.start();
        return journal;
    }

    void probe() throws IOException {
        try {
            medium.commit(pending);
        } catch (IOException e) {
            if (medium.durable() == medium.released()) {
                medium.close();
                throw e;
            }
            refuse(e);
        }
    }

    @Override
    public String id() {
        return medium.id();
    }

    @Override
    public void replay(Records reader) throws IOException {
        synchronized (gate) {
            if (appended) {
                throw new IllegalStateException("The journal is replayed before the first append");
            }
        }
        medium.replay(reader);
    }

    @Override
    public long append(byte[] payload, @Nullable Waiter waiter) {
        if (payload.length > maxRecord) {
            throw new IllegalArgumentException("A record of " + payload.length + " bytes; " + maxRecord + " may be");
        }
        long weight = Batch.weight(payload);
        boolean urgent = waiter != null && waiter.isUrgent();
        long sequence;
        boolean sleeps;
        synchronized (gate) {
            if (closing) {
                throw new IllegalStateException("The journal is closed");
            }
            if (waiting + weight > maxWaiting) {
                throw new RejectedExecutionException("The disk refuses and " + waiting + " bytes wait for it");
            }
            appended = true;
            waiting += weight;
            sequence = gathering.add(payload, waiter);
            sleeps = idle || (dozing && urgent);
            idle = false;
            dozing &= !urgent;
        }
        if (sleeps) {
            LockSupport.unpark(writer);
        }
        return sequence;
    }

    @Override
    public long durable() {
        return medium.durable();
    }

    @Override
    public boolean hasRoom() {
        return !refusing && !closing && waiting < maxWaiting / 2 && medium.hasRoom();
    }

    @Override
    public Optional<Segment> oldest() {
        return medium.oldest();
    }

    @Override
    public void release(long upTo) {
        medium.release(upTo);
    }

    @Override
    public long released() {
        return medium.released();
    }

    /** What one look at the queue came to. */
    enum Turn {
        WROTE,
        NOTHING_WAITS,
        REFUSED
    }

    private void write() {
        FutureTask<?> work = new FutureTask<>(this::writeUntilClosed, null);
        work.run();
        if (work.state() == Future.State.FAILED) {
            Throwable bug = work.exceptionNow();
            LOG.error("event=journal_writer_died waiting={} after={}", waiting, medium.durable(), bug);
            refusing = true;
            broken = true;
            refuseUntilClosed(new IOException("The journal's medium failed as none may; only a restart mends it", bug));
        }
        medium.close();
    }

    /** Nobody knows what the medium makes of more records, so it gets none; who waits or appends is told at once. */
    private void refuseUntilClosed(IOException cause) {
        while (true) {
            boolean last = closing;
            if (take()) {
                settle();
                pending.fail(cause);
                drop();
            } else if (last) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Nobody will ever try these again. */
    private void drop() {
        long weight = pending.weight();
        pending.restart(pending.last() + 1);
        synchronized (gate) {
            waiting -= weight;
        }
    }

    private void writeUntilClosed() {
        while (true) {
            doze();
            long begun = System.nanoTime();
            boolean last = closing;
            switch (turn()) {
                case WROTE -> restUntil(pace.next(begun, shared));
                case NOTHING_WAITS -> {
                    if (last) {
                        return;
                    }
                    LockSupport.park(this);
                }
                case REFUSED -> {
                    if (last) {
                        sayWhatIsLost();
                        return;
                    }
                    restUntil(begun + PAUSE);
                }
            }
        }
    }

    private void sayWhatIsLost() {
        if (waiting > 0) {
            LOG.error("event=journal_closed_with_losses bytes={} after={}", waiting, medium.durable());
        }
    }

    private void restUntil(long moment) {
        long left = moment - System.nanoTime();
        while (left > 0 && !closing) {
            LockSupport.parkNanos(this, left);
            left = moment - System.nanoTime();
        }
    }

    /** Rests while there are only records that nobody waits for: most of them share the force of one that somebody does. */
    private void doze() {
        long until = System.nanoTime() + DOZE;
        boolean first = true;
        while (until - System.nanoTime() > 0 && isUnhurried(first)) {
            first = false;
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
        synchronized (gate) {
            dozing = false;
        }
    }

    private boolean isUnhurried(boolean first) {
        synchronized (gate) {
            if (first) {
                dozing = !gathering.isEmpty() && !gathering.isAwaited() && pending.isEmpty() && !refusing;
            }
            return dozing && !closing;
        }
    }

    /** Commits what waits and tells who asked. */
    Turn turn() {
        if (!take()) {
            return Turn.NOTHING_WAITS;
        }
        shared = pending.size();
        try {
            medium.commit(pending);
        } catch (IOException e) {
            refuse(e);
            return Turn.REFUSED;
        }
        if (refusing) {
            LOG.info("event=journal_recovered waiting={}", waiting);
            refusing = false;
        }
        settle();
        return Turn.WROTE;
    }

    /** Whether there is something to do: records, or a medium to look after. */
    private boolean take() {
        synchronized (gate) {
            if (pending.isEmpty()) {
                Batch gathered = gathering;
                gathering = pending;
                pending = gathered;
            } else {
                pending.addAll(gathering);
            }
            gathering.restart(pending.last() + 1);
            idle = pending.isEmpty() && (broken || !refusing);
            return !idle;
        }
    }

    private void refuse(IOException cause) {
        if (!refusing) {
            LOG.warn("event=journal_refused waiting={} after={}", waiting, medium.durable(), cause);
        }
        refusing = true;
        settle();
        pending.fail(cause);
    }

    private void settle() {
        long before = pending.weight();
        pending.settle(medium.durable());
        synchronized (gate) {
            waiting -= before - pending.weight();
        }
    }

    @Override
    public void close() {
        synchronized (gate) {
            closing = true;
            idle = false;
            dozing = false;
        }
        LockSupport.unpark(writer);
        try {
            if (!writer.join(PATIENCE)) {
                LOG.error("event=journal_close_timed_out bytes={}", waiting);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
