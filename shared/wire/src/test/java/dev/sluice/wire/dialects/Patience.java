package dev.sluice.wire.dialects;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** How long a reader may take for a small input; processor time, so that a busy machine does not matter. */
final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Patience() {}

    static void within(Runnable reading) {
        within(LONGEST, "reading", reading);
    }

    static void within(Duration longest, String what, Runnable reading) {
        long begin = THREADS.getCurrentThreadCpuTime();
        reading.run();
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begin);
        if (took.compareTo(longest) > 0) {
            throw new AssertionError(what + " took " + took);
        }
    }
}
