package dev.sluice.router;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How soon a channel begins to answer: a moving average, of which the last answer is a tenth. Not thread safe. */
final class Pace {
    /** An average remembers about as many answers. */
    static final int MEMORY = 10;

    private long nanos;
    private int samples;

    void add(Duration firstContent) {
        long latest = firstContent.toNanos();
        samples = Math.min(samples + 1, MEMORY);
        nanos += (latest - nanos) / samples;
    }

    /** Null if there was no answer yet. */
    @Nullable
    Duration average() {
        return samples == 0 ? null : Duration.ofNanos(nanos);
    }

    int samples() {
        return samples;
    }
}
