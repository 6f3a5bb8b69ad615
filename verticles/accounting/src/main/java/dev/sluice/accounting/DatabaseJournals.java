package dev.sluice.accounting;

import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalSettings;
import dev.sluice.journal.RecordTable;
import dev.sluice.journal.Records;
import dev.sluice.store.JournalRows;
import dev.sluice.store.NodeFenced;
import dev.sluice.store.NodeLife;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Journals that the database keeps: no file keeps other processes out, the life that has begun does. */
record DatabaseJournals(JournalRows rows, JournalSettings settings) implements Journals {

    /** There is nothing to open before a life has begun. */
    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public Journal open(long floor) {
        throw new IllegalStateException("A journal in the database belongs to a life of its node");
    }

    @Override
    public Journal open(NodeLife life, long floor) throws IOException {
        return Journal.open(new LifesRows(rows, life), settings, floor);
    }

    @Override
    public long bytes() {
        return 0;
    }

    /** The rows of one node, as one life of it may change them. */
    private record LifesRows(JournalRows rows, NodeLife life) implements RecordTable {
        @Override
        public String journal() {
            return "database-" + life.number();
        }

        @Override
        public void read(Records reader) throws IOException {
            attempt(() -> rows.read(life, (payload, seq) -> reader.record(seq, ByteBuffer.wrap(payload))));
        }

        @Override
        public void write(long first, List<byte[]> payloads) throws IOException {
            attempt(() -> rows.write(life, first, payloads));
        }

        @Override
        public void delete(long upTo) throws IOException {
            attempt(() -> rows.delete(life, upTo));
        }

        /** What is fenced off is refused for good; that it is, the tenure notices by itself. */
        private static void attempt(Runnable work) throws IOException {
            try {
                work.run();
            } catch (StoreUnavailable | StoreConflict | NodeFenced refused) {
                throw new IOException(refused.getMessage(), refused);
            }
        }
    }
}
