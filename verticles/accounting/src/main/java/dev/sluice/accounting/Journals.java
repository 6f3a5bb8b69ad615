package dev.sluice.accounting;

import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalSettings;
import dev.sluice.store.JournalRows;
import dev.sluice.store.NodeLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where a node's journal is. */
public interface Journals {

    /** Whether one was begun there. */
    boolean exists() throws IOException;

    /**
     * Opens it, or begins one.
     *
     * @param floor the sequences of a new one begin after it
     */
    Journal open(long floor) throws IOException;

    /** As {@link #open}, by a life of the node that has begun. */
    default Journal open(NodeLife life, long floor) throws IOException {
        return open(floor);
    }

    /** How much room it takes on this node. */
    long bytes() throws IOException;

    /** In a folder of its own on the node's disk. */
    static Journals inFolder(Path folder, JournalSettings settings) {
        return new FolderJournals(folder, settings);
    }

    /** In the database itself, for nodes whose disk is thrown away with them. */
    static Journals inDatabase(JournalRows rows, JournalSettings settings) {
        return new DatabaseJournals(rows, settings);
    }

    /** The one on the node's disk. */
    record FolderJournals(Path folder, JournalSettings settings) implements Journals {
        private static final String LOCK = ".lock";

        @Override
        public boolean exists() throws IOException {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            try (Stream<Path> files = Files.list(folder)) {
                // A start that went no further may have left its lock.
                return files.anyMatch(file -> !file.toString().endsWith(LOCK));
            }
        }

        @Override
        public Journal open(long floor) throws IOException {
            return Journal.open(folder, settings, floor);
        }

        @Override
        public long bytes() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            }
        }
    }
}
