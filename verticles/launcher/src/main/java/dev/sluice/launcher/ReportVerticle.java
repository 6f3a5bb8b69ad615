package dev.sluice.launcher;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** Answers {@link Addresses#NODE_REPORT} on every node, whatever its roles. */
final class ReportVerticle extends VerticleBase {
    private final BusNode node;
    private final SelfReport report;
    private @Nullable Bus bus;

    ReportVerticle(BusNode node, SelfReport report) {
        this.node = node;
        this.report = report;
    }

    @Override
    public Future<?> start() {
        Bus line = node.join(context);
        bus = line;
        return line.answer(Addresses.NODE_REPORT, wanted -> Future.succeededFuture(report.now()));
    }

    @Override
    public Future<?> stop() {
        return bus == null ? Future.succeededFuture() : bus.leave();
    }
}
