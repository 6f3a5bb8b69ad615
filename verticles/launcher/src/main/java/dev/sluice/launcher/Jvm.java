package dev.sluice.launcher;

import dev.sluice.bus.BusNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;

/** What is measured of the process itself. */
final class Jvm implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final JvmGcMetrics collector = new JvmGcMetrics();

    private Jvm() {}

    static Jvm measure(MeterRegistry meters, BusNode bus) {
        Jvm jvm = new Jvm();
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        jvm.collector.bindTo(meters);
        Gauge.builder("sluice.bus.lag.seconds", bus, node -> node.lag().toNanos() / NANOS)
                .description("How long a message of this node to itself was under way")
                .register(meters);
        Gauge.builder(
                        "sluice.configuration.generation",
                        bus,
                        node -> node.generations().lowest())
                .description("The configuration that all parts of this node enforce; below zero before the first")
                .register(meters);
        return jvm;
    }

    @Override
    public void close() {
        collector.close();
    }
}
