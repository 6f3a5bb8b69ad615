package dev.sluice.launcher;

import dev.sluice.bus.BusNode;
import dev.sluice.bus.NodeReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What this node tells of itself when it is asked. What rooms measure already is read from their meters.
 *
 * @param state whether the node starts, serves or drains
 * @param roles how many instances of each it runs
 */
record SelfReport(Supplier<State> state, Map<String, Integer> roles, Measures measures) {

    /** How far the node is in its life. */
    enum State {
        STARTING("starting"),
        SERVING("serving"),
        DRAINING("draining");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    /** Where figures come from. */
    record Measures(BusNode bus, MeterRegistry meters, EventLoopLag loops) {}

    NodeReport now() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new NodeReport(
                state.get().word,
                roles,
                measures.bus().generations().lowest(),
                new NodeReport.Pace(
                        ManagementFactory.getRuntimeMXBean().getUptime(),
                        micros(measures.bus().lag()),
                        micros(measures.loops().now())),
                new NodeReport.Load(
                        gauge("sluice.streams.open"),
                        gauge("sluice.calls.open"),
                        gauge("sluice.settle.queue"),
                        gauge("sluice.overload.level")),
                new NodeReport.Memory(heap.getUsed(), heap.getMax()));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** Zero where the node does not play the role that measures it. */
    private long gauge(String name) {
        Gauge gauge = measures.meters().find(name).gauge();
        double value = gauge == null ? 0 : gauge.value();
        return Double.isNaN(value) ? 0 : Math.round(value);
    }
}
