package dev.sluice.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files full of zeros, so that a force of what is written to them later need not force where they lie and how long they
 * are. One is made ahead in the background, as filling it takes longer than a record should wait.
 */
final class Blanks {
    /** A blank that was not used is made anew: a name for all. */
    static final String FILE = "segment.new";

    private static final Logger LOG = LoggerFactory.getLogger(Blanks.class);
    private static final int STRIDE = 1 << 20;

    private final Disk disk;
    private final Executor background;
    private @Nullable FutureTask<DiskFile> next;

    Blanks(Disk disk, Executor background) {
        this.disk = disk;
        this.background = background;
    }

    /** Begins to make one of this size, unless it has. */
    void prepare(long size) {
        if (next == null) {
            FutureTask<DiskFile> task = new FutureTask<>(() -> fill(size));
            next = task;
            background.execute(task);
        }
    }

    /** The one that is under way, or one made now; it is called {@link #FILE}. */
    DiskFile take(long size) throws IOException {
        FutureTask<DiskFile> task = next;
        next = null;
        if (task == null) {
            return fill(size);
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw task.exceptionNow() instanceof IOException known
                    ? known
                    : new IOException("No segment could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a segment was made", e);
        }
    }

    /** Forced in strides: other files' forces would have to wait for all of it. */
    private DiskFile fill(long size) throws IOException {
        DiskFile file = disk.create(FILE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, STRIDE));
            for (long at = 0; at < size; at += STRIDE) {
                file.write(zeros.clear().limit((int) Math.min(size - at, STRIDE)), at);
                file.force();
            }
            return file;
        } catch (IOException e) {
            file.close();
            discard();
            throw e;
        }
    }

    /** Gives back the disk what a blank took that is not used. */
    void discard() {
        try {
            disk.delete(FILE);
        } catch (IOException e) {
            LOG.warn("event=journal_blank_not_deleted", e);
        }
    }

    void close() throws IOException {
        if (next != null) {
            take(0).close();
            discard();
        }
    }
}
