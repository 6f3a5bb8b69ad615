package dev.sluice.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A folder in memory that keeps what was forced and, when the power fails, any part of the rest: each sector of a write
 * whole, not at all, or up to some word. A force that fails drops what it should have kept, but goes on showing it.
 */
final class SimulatedDisk implements Disk {
    private static final int SECTOR = 512;
    private static final int WORD = 8;

    /** What a journal asks of a disk. */
    enum Deed {
        LIST,
        OPEN,
        CREATE,
        RENAME,
        DELETE,
        FORCE_NAMES,
        WRITE,
        READ,
        FORCE,
        TRUNCATE
    }

    /** Fails deeds for a test. */
    interface Fault {
        void before(Deed deed, String file) throws IOException;
    }

    /** The power failed: not even an error comes back. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1;

        PowerLoss() {
            super("The power failed", null, false, false);
        }
    }

    private final RandomGenerator random;
    private Map<String, Content> names = new TreeMap<>();
    private Map<String, Content> safeNames = new TreeMap<>();
    private final List<Naming> namings = new ArrayList<>();
    private long deedsLeft = Long.MAX_VALUE;
    private boolean off;
    private Fault fault = (deed, file) -> {};

    SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /** From now on each deed goes past this first. */
    synchronized void set(Fault next) {
        fault = next;
    }

    /** The power fails before the deed after so many. */
    synchronized void failPowerAfter(long deeds) {
        deedsLeft = deeds;
    }

    synchronized boolean isOff() {
        return off;
    }

    /** The power fails, if it has not, and comes back. */
    synchronized void restart() {
        names.values().forEach(Content::losePower);
        safeNames.values().forEach(Content::losePower);
        for (Naming naming : namings) {
            if (random.nextBoolean()) {
                naming.apply(safeNames);
            }
        }
        names = new TreeMap<>(safeNames);
        restartProcess();
        namings.clear();
    }

    /** Only the process ends; what the system has in memory stays. */
    synchronized void restartProcess() {
        deedsLeft = Long.MAX_VALUE;
        off = false;
    }

    /** A disk with the same files, all of them safe. */
    synchronized SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(random);
        names.forEach((name, content) -> copy.names.put(name, new Content(content.bytes())));
        copy.safeNames.putAll(copy.names);
        return copy;
    }

    /** The files that are there, without a deed. */
    synchronized List<String> seenNames() {
        return List.copyOf(names.keySet());
    }

    synchronized byte[] bytes(String name) {
        return content(name).bytes();
    }

    synchronized void put(String name, byte[] bytes) {
        Content content = new Content(bytes);
        names.put(name, content);
        safeNames.put(name, content);
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalArgumentException(name);
        }
        return content;
    }

    private void before(Deed deed, String file) throws IOException {
        if (off || deedsLeft-- <= 0) {
            off = true;
            throw new PowerLoss();
        }
        fault.before(deed, file);
    }

    @Override
    public synchronized List<String> names() throws IOException {
        before(Deed.LIST, "");
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        before(Deed.OPEN, name);
        Content content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return new OpenFile(name, content);
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        before(Deed.CREATE, name);
        Content content = new Content(new byte[0]);
        change(new Naming(name, content, null));
        return new OpenFile(name, content);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        before(Deed.RENAME, to);
        change(new Naming(to, content(from), from));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        before(Deed.DELETE, name);
        if (!names.containsKey(name)) {
            throw new FileNotFoundException(name);
        }
        change(new Naming(null, null, name));
    }

    private void change(Naming naming) {
        naming.apply(names);
        namings.add(naming);
    }

    @Override
    public synchronized void force() throws IOException {
        try {
            before(Deed.FORCE_NAMES, "");
        } catch (IOException e) {
            namings.removeIf(naming -> random.nextBoolean());
            namings.forEach(naming -> naming.apply(safeNames));
            namings.clear();
            throw e;
        }
        namings.forEach(naming -> naming.apply(safeNames));
        namings.clear();
    }

    @Override
    public void close() {}

    /** One change of the folder. */
    private record Naming(
            @Nullable String made,
            @Nullable Content content,
            @Nullable String gone) {
        void apply(Map<String, Content> names) {
            if (gone != null) {
                names.remove(gone);
            }
            if (made != null && content != null) {
                names.put(made, content);
            }
        }
    }

    /** One change of a file: bytes at a place, or a shorter length. */
    private static final class Change {
        private final int at;
        private final byte @Nullable [] bytes;

        Change(int at, byte @Nullable [] bytes) {
            this.at = at;
            this.bytes = bytes;
        }
    }

    /** A file's bytes, as they are seen and as they are safe. */
    private final class Content {
        private byte[] safe;
        private byte[] seen;
        private final List<Change> changes = new ArrayList<>();

        Content(byte[] bytes) {
            safe = bytes;
            seen = bytes.clone();
        }

        byte[] bytes() {
            return seen.clone();
        }

        void apply(Change change) {
            seen = changed(seen, change);
            changes.add(change);
        }

        void force() {
            changes.forEach(change -> safe = changed(safe, change));
            changes.clear();
        }

        /** The system drops what it could not write, and shows it as if it had. */
        void failForce() {
            for (Iterator<Change> each = changes.iterator(); each.hasNext(); each.remove()) {
                applyPartly(each.next());
            }
        }

        void losePower() {
            failForce();
            seen = safe.clone();
        }

        private void applyPartly(Change change) {
            byte[] bytes = change.bytes;
            if (bytes == null) {
                safe = random.nextBoolean() ? changed(safe, change) : safe;
                return;
            }
            int end = change.at + bytes.length;
            for (int from = change.at; from < end; from = nextSector(from)) {
                int to = Math.min(nextSector(from), end);
                int middle = from + random.nextInt((to - from) / WORD + 1) * WORD;
                switch (random.nextInt(4)) {
                    case 0 -> applyPart(change, from, to);
                    case 1 -> applyPart(change, from, middle);
                    case 2 -> applyPart(change, middle, to);
                    default -> {}
                }
            }
        }

        private void applyPart(Change change, int from, int to) {
            byte[] bytes = change.bytes;
            if (bytes != null && from < to) {
                safe = changed(safe, new Change(from, Arrays.copyOfRange(bytes, from - change.at, to - change.at)));
            }
        }

        private int nextSector(int at) {
            return (at / SECTOR + 1) * SECTOR;
        }
    }

    private static byte[] changed(byte[] before, Change change) {
        byte[] bytes = change.bytes;
        if (bytes == null) {
            return Arrays.copyOf(before, Math.min(before.length, change.at));
        }
        int end = change.at + bytes.length;
        byte[] after = end > before.length ? Arrays.copyOf(before, end) : before;
        System.arraycopy(bytes, 0, after, change.at, bytes.length);
        return after;
    }

    /** An open file; what is written goes through the disk's faults. */
    private final class OpenFile implements DiskFile {
        private final String name;
        private final Content content;

        OpenFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            byte[] written = new byte[bytes.remaining()];
            bytes.get(written);
            synchronized (SimulatedDisk.this) {
                try {
                    before(Deed.WRITE, name);
                } catch (IOException e) {
                    int part = random.nextInt(written.length / WORD + 1) * WORD;
                    content.apply(new Change((int) position, Arrays.copyOf(written, part)));
                    throw e;
                } catch (PowerLoss e) {
                    content.apply(new Change((int) position, written));
                    throw e;
                }
                content.apply(new Change((int) position, written));
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                before(Deed.READ, name);
                int length = (int) Math.max(0, Math.min(into.remaining(), content.seen.length - position));
                into.put(content.seen, (int) position, length);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                try {
                    before(Deed.FORCE, name);
                } catch (IOException e) {
                    content.failForce();
                    throw e;
                }
                content.force();
            }
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return content.seen.length;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                before(Deed.TRUNCATE, name);
                content.apply(new Change((int) size, null));
            }
        }

        @Override
        public void close() {}
    }
}
