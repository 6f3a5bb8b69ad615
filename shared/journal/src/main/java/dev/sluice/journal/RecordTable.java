package dev.sluice.journal;

import java.io.IOException;
import java.util.List;

/** Where records are kept by a database: rows of one node, which only its newest life may change. */
public interface RecordTable {
    /** What this node's journal is called; always the same for the same rows. */
    String journal();

    /** Reads all rows in order of their sequence. */
    void read(Records reader) throws IOException;

    /**
     * Keeps records, all or none, in place of any that are there from {@code first} on: after a failure nobody knows whether
     * they were kept. Without records it only asks whether it could.
     *
     * @param first the sequence of the first of them
     * @throws IOException when the database is away, or has fenced this life off
     */
    void write(long first, List<byte[]> payloads) throws IOException;

    /** Deletes the rows up to a sequence. */
    void delete(long upTo) throws IOException;
}
