package dev.sluice.ingress.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How much of the processors that it may use this process has had in the last second or two, in percent; a container's
 * quota counts as its processors. For one thread at a time.
 */
public final class ProcessorUse implements IntSupplier {
    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier used;
    private final LongSupplier clock;
    private final IntSupplier processors;
    private long usedBefore;
    private long since;
    /** Until there is a figure, a process may be to blame for everything. */
    private int percent = 100;

    /** Of this process. */
    public ProcessorUse() {
        this(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getProcessCpuTime,
                System::nanoTime,
                Runtime.getRuntime()::availableProcessors);
    }

    /**
     * Of a process.
     *
     * @param used what it has used since it began, in nanoseconds
     * @param processors how many it may use now, as a container's quota may be changed
     */
    ProcessorUse(LongSupplier used, LongSupplier clock, IntSupplier processors) {
        this.used = used;
        this.clock = clock;
        this.processors = processors;
        this.usedBefore = used.getAsLong();
        this.since = clock.getAsLong();
    }

    @Override
    public int getAsInt() {
        long now = clock.getAsLong();
        long passed = now - since;
        if (passed >= WINDOW_NANOS) {
            long total = used.getAsLong();
            percent = (int) (100 * (total - usedBefore) / (passed * processors.getAsInt()));
            usedBefore = total;
            since = now;
        }
        return percent;
    }
}
