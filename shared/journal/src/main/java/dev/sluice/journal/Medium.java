package dev.sluice.journal;

import dev.sluice.journal.Journal.Segment;
import java.io.IOException;
import java.util.Optional;

/** Where a journal's records are kept. One thread commits; the rest may be asked by any. */
interface Medium {
    String id();

    /** The highest sequence that is safe. */
    long durable();

    void replay(Records reader) throws IOException;

    /**
     * Makes all records of a batch safe, leaving out those that are already. When it fails some may be: {@link
     * #durable()} tells which, and the rest comes again. An empty batch only tries whether the medium is well.
     */
    void commit(Batch batch) throws IOException;

    /** Whether much more can be kept. */
    boolean hasRoom();

    Optional<Segment> oldest();

    void release(long upTo);

    long released();

    void close();
}
