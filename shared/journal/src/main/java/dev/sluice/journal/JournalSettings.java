package dev.sluice.journal;

import java.time.Duration;

/**
 * How large a journal may become and how long it may gather.
 *
 * @param segmentBytes the size of one file; all of it is taken from the disk when the file is made
 * @param maxBytes the size of all files together; from nine tenths on there is no room for new work
 * @param maxRecord the longest payload
 * @param maxWaiting the bytes that may wait for the disk; from half of it on there is no room for new work
 * @param linger the least time between two forces on average, after a few at once: a busy node's records share them, and
 *     each waits that much longer at most; a node that forces more seldom notices nothing
 */
public record JournalSettings(long segmentBytes, long maxBytes, int maxRecord, long maxWaiting, Duration linger) {
    public JournalSettings {
        if (maxRecord < 1) {
            throw new IllegalArgumentException("maxRecord must be positive: " + maxRecord);
        }
        if (segmentBytes < maxRecord + 128L || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segmentBytes must hold a record and be at most 1 GiB: " + segmentBytes);
        }
        if (maxBytes < 4 * segmentBytes) {
            throw new IllegalArgumentException("maxBytes must be at least four segments: " + maxBytes);
        }
        if (maxWaiting < 2L * maxRecord) {
            throw new IllegalArgumentException("maxWaiting must be at least two records: " + maxWaiting);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative: " + linger);
        }
    }

    /** What serves a busy node: a gibibyte in files of 16 MiB. */
    public static JournalSettings usual() {
        return new JournalSettings(16 << 20, 1 << 30, 64 << 10, 16 << 20, Duration.ofMillis(2));
    }
}
