package dev.sluice.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of the file system that only its owner may look into, and that only one process at a time may write to. */
final class FolderDisk implements Disk {
    private static final String LOCK = "journal.lock";
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final FileChannel lockFile;

    private FolderDisk(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    static FolderDisk lock(Path folder) throws IOException {
        Path place = folder.toAbsolutePath();
        Files.createDirectories(place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
        forceNames(place.resolveSibling("."));
        FileChannel lockFile = FileChannel.open(place.resolve(LOCK), Set.of(CREATE, WRITE), PRIVATE);
        if (!isOurs(lockFile)) {
            lockFile.close();
            throw new IOException("Another process or another journal of this one writes to " + place);
        }
        return new FolderDisk(place, lockFile);
    }

    private static boolean isOurs(FileChannel lockFile) throws IOException {
        try {
            // Held until the channel is closed or the process ends, however it ends.
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
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
        return channel(name, Set.of(READ, WRITE));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return channel(name, Set.of(READ, WRITE, CREATE, TRUNCATE_EXISTING));
    }

    private DiskFile channel(String name, Set<? extends OpenOption> options) throws IOException {
        return new ChannelFile(FileChannel.open(folder.resolve(name), options, PRIVATE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    @Override
    public void force() throws IOException {
        forceNames(folder);
    }

    private static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, READ)) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
