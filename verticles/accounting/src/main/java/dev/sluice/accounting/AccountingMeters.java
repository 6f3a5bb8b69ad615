package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.TokenClass;
import dev.sluice.store.Finding;
import dev.sluice.store.Unit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What accounting counts. All meters are made at the start; none on a call's path. */
final class AccountingMeters {
    private static final Logger LOG = LoggerFactory.getLogger(AccountingMeters.class);
    private static final int INVARIANTS = 12;
    private static final TokenClass[] CLASSES = TokenClass.values();

    private final MeterRegistry registry;
    /** In the order of {@link #CLASSES}: arrays, since every settled call passes all of them. */
    private final Counter[] tokens = new Counter[CLASSES.length];

    private final Counter cost;
    private final Counter droppedRefusals;
    private final Counter unpriced;
    private final Counter unknown;
    private final Map<LimitState.Scope, Map<Dimension, Counter>> limitRejections =
            new EnumMap<>(LimitState.Scope.class);
    private final Map<Unit, Counter> budgetRejections = new EnumMap<>(Unit.class);
    private final AtomicLong notices = new AtomicLong();
    private final AtomicLong writtenOff = new AtomicLong();
    private final Map<UsageSource, Counter> sources = new EnumMap<>(UsageSource.class);
    private final Map<String, Violations> violations = new ConcurrentHashMap<>();
    private final Timer journalWait;

    /** What the last audit found of one invariant, and what was seen on this node's way. */
    private record Violations(AtomicLong found, AtomicLong seen) {
        long sum() {
            return found.get() + seen.get();
        }
    }

    AccountingMeters(MeterRegistry registry) {
        this.registry = registry;
        for (int i = 0; i < CLASSES.length; i++) {
            tokens[i] = tokens(CLASSES[i].word().replace('-', '_'));
        }
        this.cost = Counter.builder("sluice.cost.nanodollars")
                .description("what settled calls came to")
                .register(registry);
        this.droppedRefusals = Counter.builder("sluice.refusal.rows.dropped")
                .description("rows of refused requests that were not kept because too many waited")
                .register(registry);
        this.unpriced = Counter.builder("sluice.unpriced")
                .description("settled calls that used something which has no price")
                .register(registry);
        this.unknown = Counter.builder("sluice.settlements.unknown")
                .description(
                        "ends of calls that were not open here: settled before, ended by the sweep, or of another node")
                .register(registry);
        for (LimitState.Scope scope : LimitState.Scope.values()) {
            limitRejections.put(scope, limitRejections(scope));
        }
        for (Unit unit : Unit.values()) {
            budgetRejections.put(
                    unit,
                    Counter.builder("sluice.budget.rejections")
                            .tag("unit", unit.name().toLowerCase(Locale.ROOT))
                            .description("calls refused because a budget had too little left")
                            .register(registry));
        }
        gauge("sluice.notices.untold", "notices, such as of soft limits, that nobody was told yet", notices::get);
        for (UsageSource source : UsageSource.values()) {
            sources.put(
                    source,
                    Counter.builder("sluice.usage.source")
                            .description("settled calls by who counted their tokens")
                            .tag("source", source.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (int number = 1; number <= INVARIANTS; number++) {
            violations.computeIfAbsent("I" + number, this::watch);
        }
        FunctionCounter.builder("sluice.writeoff.nanodollars", writtenOff, AtomicLong::doubleValue)
                .description("what calls came to that nobody could be charged for, over all nodes")
                .register(registry);
        this.journalWait = Timer.builder("sluice.journal.wait")
                .description("from writing a record to the journal until it is durable")
                .serviceLevelObjectives(
                        Duration.ofNanos(250_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    private Map<Dimension, Counter> limitRejections(LimitState.Scope scope) {
        Map<Dimension, Counter> counters = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            counters.put(
                    dimension,
                    Counter.builder("sluice.limit.rejections")
                            .tag("scope", scope.name().toLowerCase(Locale.ROOT))
                            .tag("dimension", dimension.name().toLowerCase(Locale.ROOT))
                            .description("calls refused because a limit was reached")
                            .register(registry));
        }
        return counters;
    }

    private Violations watch(String invariant) {
        Violations of = new Violations(new AtomicLong(), new AtomicLong());
        Gauge.builder("sluice.ledger.invariant.violations", of, Violations::sum)
                .description(
                        "violations of an invariant of the ledger, unbookable bills among those of I4; must stay 0")
                .tag("invariant", invariant)
                .register(registry);
        return of;
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

    void settled(Tally tally, NanoDollars amount) {
        Counter source = sources.get(tally.source());
        if (source != null) {
            source.increment();
        }
        Usage usage = tally.usage();
        for (int i = 0; i < CLASSES.length; i++) {
            add(tokens[i], CLASSES[i].count(usage));
        }
        add(cost, amount.value());
    }

    private static void add(Counter counter, long amount) {
        if (amount > 0) {
            counter.increment((double) amount);
        }
    }

    /** What a provider charges for and no caller pays. */
    void unbilled(UnbilledUse use, NanoDollars amount) {
        String purpose = use.kind().name().toLowerCase(Locale.ROOT);
        String channel = use.candidate().channelName();
        Counter.builder("sluice.unbilled.requests")
                .description("attempts that no caller pays for")
                .tag("purpose", purpose)
                .tag("channel", channel)
                .register(registry)
                .increment();
        add(
                Counter.builder("sluice.unbilled.nanodollars")
                        .description("what providers are thought to charge for attempts that no caller pays for")
                        .tag("purpose", purpose)
                        .tag("channel", channel)
                        .register(registry),
                amount.value());
    }

    void limited(LimitState.Scope scope, Dimension dimension) {
        Counter counter = limitRejections.getOrDefault(scope, Map.of()).get(dimension);
        if (counter != null) {
            counter.increment();
        }
    }

    void unpriced() {
        unpriced.increment();
    }

    void settledUnknown() {
        unknown.increment();
    }

    void overBudget(Unit unit) {
        Counter counter = budgetRejections.get(unit);
        if (counter != null) {
            counter.increment();
        }
    }

    void untold(long count) {
        notices.set(count);
    }

    void refusalDropped() {
        droppedRefusals.increment();
    }

    /** What an audit found; more findings of one invariant add up. */
    void audited(List<Finding> findings) {
        for (Finding finding : findings) {
            if (!finding.holds()) {
                LOG.error(
                        "event=ledger_invariant_violated invariant={} violations={}",
                        finding.invariant(),
                        finding.violations());
            }
        }
        Map<String, Long> sums = new HashMap<>();
        findings.forEach(finding -> sums.merge(finding.invariant(), finding.violations(), Long::sum));
        sums.forEach((invariant, sum) ->
                violations.computeIfAbsent(invariant, this::watch).found().set(sum));
    }

    /** An invariant was seen violated on this node's way. */
    void violated(String invariant) {
        violations.computeIfAbsent(invariant, this::watch).seen().incrementAndGet();
    }

    /** A bill that the books do not take: a call that was admitted and has no terminal entry. */
    void unbookable() {
        violated("I4");
    }

    /** What all nodes together have written off so far. */
    void writtenOff(long nanodollars) {
        writtenOff.set(nanodollars);
    }

    void journalWait(long nanos) {
        journalWait.record(nanos, TimeUnit.NANOSECONDS);
    }
}
