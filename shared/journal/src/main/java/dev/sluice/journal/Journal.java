package dev.sluice.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An append-only log that tells each appender once its record can no longer be lost; safe for any number of threads. */
public interface Journal extends AutoCloseable {
    /**
     * Opens the journal in a folder, or begins one there; a lock keeps other processes out until it is closed.
     *
     * @param floor the sequences of a new journal begin after it; an old one must have reached it
     * @throws JournalCorrupt when records are missing or damaged that had been told durable; it says what to do
     */
    static Journal open(Path folder, JournalSettings settings, long floor) throws IOException {
        return QueuedJournal.open(FolderDisk.lock(folder), settings, floor);
    }

    /**
     * Opens the journal that a database keeps for a node, or begins one there.
     *
     * @param floor the sequences of a new journal begin after it
     * @throws JournalCorrupt when records are missing between others
     */
    static Journal open(RecordTable table, JournalSettings settings, long floor) throws IOException {
        return QueuedJournal.start(TableMedium.open(table, settings, floor), settings);
    }

    /**
     * Hands over every record that a folder holds, in order, without locking it or changing anything. While somebody writes
     * to it, what is read may end anywhere.
     */
    static void look(Path folder, Records reader) throws IOException {
        new ReadingDisk(folder).look(reader);
    }

    /** Made at random when the journal began; another folder has another. */
    String id();

    /** Hands over every record that is still on disk, in order; only before the first append. */
    void replay(Records reader) throws IOException;

    /**
     * Puts a record behind all earlier ones and returns at once; it never waits for the disk. One without an urgent waiter
     * becomes safe together with the next that has one, or some milliseconds later.
     *
     * @param payload belongs to the journal from now on
     * @param waiter is told once, on the journal's own thread: it must be quick
     * @return the record's sequence: one more than that of the record before
     * @throws IllegalArgumentException when it is longer than the settings allow
     * @throws java.util.concurrent.RejectedExecutionException when so much waits for a disk that refuses that no more
     *     may; {@link #hasRoom()} had been false for long
     */
    long append(byte[] payload, @Nullable Waiter waiter);

    /** The highest sequence that is safe. */
    long durable();

    /** Whether new work may begin: false while the disk refuses, its quota is used up or too much waits. */
    boolean hasRoom();

    /** The oldest segment that nothing is written to any more, so that what is still needed of it can be copied forward. */
    Optional<Segment> oldest();

    /** Deletes the segments of which nothing above {@code upTo} is in; may block. */
    void release(long upTo);

    /** The highest sequence that was ever deleted, or the floor at which the journal began. */
    long released();

    /** Makes durable what waits, then lets go of the folder. */
    @Override
    void close();

    /** A stretch of the journal that can be deleted as a whole. */
    record Segment(long first, long last, long bytes) {}
}
