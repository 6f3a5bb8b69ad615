package dev.sluice.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A journal's folder for those who only look: it is neither locked nor changed. */
record ReadingDisk(Path folder) implements Disk {
    private static final int GLANCES = 10;

    /** Hands over every record, in order. */
    void look(Records reader) throws IOException {
        boolean isEmpty = names().stream()
                .map(SegmentName::of)
                .flatMap(Optional::stream)
                .findAny()
                .isEmpty();
        if (isEmpty) {
            return;
        }
        Inventory inventory = take(GLANCES);
        Frames frames = new Frames(inventory.state().journal());
        for (Kept kept : inventory.closed()) {
            SegmentScan.of(this, kept.name(), frames).read(kept.last(), reader);
        }
    }

    /** What is read while somebody writes may look damaged: a later part is newer than an earlier one. */
    private Inventory take(int glances) throws IOException {
        try {
            return Inventory.take(this, 0, UUID::randomUUID);
        } catch (JournalCorrupt | NoSuchFileException e) {
            if (glances == 1) {
                throw e;
            }
            return take(glances - 1);
        }
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ChannelFile(FileChannel.open(folder.resolve(name), StandardOpenOption.READ));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        throw onlyLookedAt();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw onlyLookedAt();
    }

    @Override
    public void delete(String name) throws IOException {
        throw onlyLookedAt();
    }

    /** Whoever only looks promises nothing. */
    @Override
    public void force() {}

    private IOException onlyLookedAt() {
        return new IOException(folder + " is only looked at");
    }

    @Override
    public void close() {}
}
