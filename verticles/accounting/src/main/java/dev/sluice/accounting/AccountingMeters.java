package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.chat.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What accounting counts. All meters are made at the start; none on a call's path. */
final class AccountingMeters {
    private final MeterRegistry registry;
    private final Counter input;
    private final Counter cacheRead;
    private final Counter cacheWrite;
    private final Counter output;
    private final Counter reasoning;
    private final Counter cost;
    private final Counter droppedRefusals;
    private final Map<Dimension, Counter> limitRejections = new EnumMap<>(Dimension.class);
    private final AtomicLong violations = new AtomicLong();
    private final AtomicLong unbookable = new AtomicLong();

    AccountingMeters(MeterRegistry registry) {
        this.registry = registry;
        this.input = tokens("input");
        this.cacheRead = tokens("cache_read");
        this.cacheWrite = tokens("cache_write");
        this.output = tokens("output");
        this.reasoning = tokens("reasoning");
        this.cost = Counter.builder("sluice.cost.nanodollars")
                .description("what settled calls came to")
                .register(registry);
        this.droppedRefusals = Counter.builder("sluice.refusal.rows.dropped")
                .description("rows of refused requests that were not kept because too many waited")
                .register(registry);
        for (Dimension dimension : Dimension.values()) {
            limitRejections.put(
                    dimension,
                    Counter.builder("sluice.limit.rejections")
                            .tag("dimension", dimension.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        gauge(
                "sluice.ledger.invariant.violations",
                "violated invariants and unbookable bills; must stay 0",
                () -> violations.get() + unbookable.get());
    }

    private Counter tokens(String tokenClass) {
        return Counter.builder("sluice.tokens")
                .tag("class", tokenClass)
                .description("tokens of settled calls")
                .register(registry);
    }

    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void settled(Usage usage, NanoDollars amount) {
        add(input, usage.input());
        add(cacheRead, usage.cacheRead());
        add(cacheWrite, usage.cacheWrite());
        add(output, usage.output());
        add(reasoning, usage.reasoning());
        add(cost, amount.value());
    }

    private static void add(Counter counter, long amount) {
        if (amount > 0) {
            counter.increment((double) amount);
        }
    }

    void limited(Dimension dimension) {
        Counter counter = limitRejections.get(dimension);
        if (counter != null) {
            counter.increment();
        }
    }

    void refusalDropped() {
        droppedRefusals.increment();
    }

    void audited(long found) {
        violations.set(found);
    }

    void unbookable() {
        unbookable.incrementAndGet();
    }
}
