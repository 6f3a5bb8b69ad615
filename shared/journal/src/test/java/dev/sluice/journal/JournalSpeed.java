package dev.sluice.journal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what the journal costs at a steady rate: appenders' and process's time per record, forces, and how long records
 * wait. Arguments: folder, records per second, payload bytes, seconds, then lingers in microseconds.
 */
final class JournalSpeed {
    private static final int APPENDERS = 2;

    private final Path folder;
    private final int rate;
    private final int bytes;
    private final int seconds;

    private JournalSpeed(Path folder, int rate, int bytes, int seconds) {
        this.folder = folder;
        this.rate = rate;
        this.bytes = bytes;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        JournalSpeed speed = new JournalSpeed(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        speed.measure(Duration.ZERO, false);
        for (String linger : Arrays.asList(arguments).subList(4, arguments.length)) {
            speed.measure(Duration.ofNanos(Long.parseLong(linger) * 1000), true);
        }
    }

    private void measure(Duration linger, boolean print) throws Exception {
        JournalSettings settings = new JournalSettings(16 << 20, 1L << 31, 64 << 10, 64 << 20, linger);
        AtomicInteger forces = new AtomicInteger();
        int count = rate * seconds;
        long[] waits = new long[count];
        AtomicInteger told = new AtomicInteger();
        AtomicLong appending = new AtomicLong();
        Path place = Files.createTempDirectory(folder, "speed");
        try (Journal journal = QueuedJournal.open(new Counting(FolderDisk.lock(place), forces), settings, 0)) {
            long cpu = cpu();
            long began = System.nanoTime();
            Thread[] threads = new Thread[APPENDERS];
            for (int i = 0; i < APPENDERS; i++) {
                threads[i] =
                        Thread.ofPlatform().start(() -> append(journal, count / APPENDERS, waits, told, appending));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            while (told.get() < count) {
                LockSupport.parkNanos(100_000);
            }
            double took = (System.nanoTime() - began) / 1e9;
            Arrays.sort(waits);
            if (print) {
                System.out.printf(
                        "linger=%dus records/s=%.0f forces/s=%.0f append=%.2fus cpu=%.1fus/record wait p50=%dus p99=%dus%n",
                        linger.toNanos() / 1000,
                        count / took,
                        forces.get() / took,
                        appending.get() / 1e3 / count,
                        (cpu() - cpu) / 1e3 / count,
                        waits[count / 2] / 1000,
                        waits[count / 100 * 99] / 1000);
            }
        }
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }

    /** In small bursts, as an event loop does. */
    private void append(Journal journal, int count, long[] waits, AtomicInteger told, AtomicLong appending) {
        long pause = 1_000_000_000L * APPENDERS / rate;
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            next += pause;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
            byte[] payload = new byte[bytes];
            long before = System.nanoTime();
            journal.append(payload, new Waiter() {
                @Override
                public void durable() {
                    waits[told.getAndIncrement()] = System.nanoTime() - before;
                }

                @Override
                public void failed(IOException cause) {
                    throw new IllegalStateException(cause);
                }
            });
            appending.addAndGet(System.nanoTime() - before);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Counts the forces of records. */
    private record Counting(Disk disk, AtomicInteger forces) implements Disk {
        @Override
        public List<String> names() throws IOException {
            return disk.names();
        }

        @Override
        public DiskFile open(String name) throws IOException {
            return disk.open(name);
        }

        @Override
        public DiskFile create(String name) throws IOException {
            return new CountedFile(disk.create(name), forces);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
        }

        @Override
        public void force() throws IOException {
            disk.force();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }

    /** A file whose forces count. */
    private record CountedFile(DiskFile file, AtomicInteger forces) implements DiskFile {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            file.write(bytes, position);
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            file.read(into, position);
        }

        @Override
        public void force() throws IOException {
            forces.incrementAndGet();
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
