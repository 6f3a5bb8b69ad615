package dev.sluice.ingress;

import dev.sluice.ingress.load.Overload;
import dev.sluice.ingress.load.Signal;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What ingress counts. Meters are made once per combination of labels, and combinations are bounded. */
final class IngressMetrics {
    private static final int MAX_COMBINATIONS = 10_000;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final Timer total;
    private final Timer overhead;
    private final Timer firstToken;

    private record Labels(String dialect, String model, String channel, int status) {}

    IngressMetrics(MeterRegistry registry, Budget bodies, Budget connections) {
        this.registry = registry;
        this.total = timer("sluice.request", "From a request's arrival to its end");
        this.overhead = timer("sluice.overhead", "Time inside the gateway before an upstream was asked");
        this.firstToken = timer("sluice.first.token", "From a request's arrival to its first content");
        Gauge.builder("sluice.streams.open", streams, AtomicInteger::get)
                .description("Calls in flight")
                .register(registry);
        Gauge.builder("sluice.body.bytes", bodies, Budget::held)
                .description("Bytes of request bodies in flight")
                .register(registry);
        Gauge.builder("sluice.connections.open", connections, Budget::held)
                .description("Client connections")
                .register(registry);
    }

    /** Shows how much there is to do. */
    void watch(Overload overload) {
        Gauge.builder("sluice.overload.level", overload, it -> it.level().number())
                .description("0 normal, 1 no background work, 2 no retries, 3 fair shares, 4 no connections")
                .register(registry);
        Gauge.builder("sluice.overload.tenants", overload, Overload::tenantCount)
                .description("Users whose calls are told apart")
                .register(registry);
        for (Signal signal : Signal.values()) {
            Gauge.builder("sluice.overload.percent", overload, it -> it.percent(signal))
                    .description("Load by each signal, in percent of what the node can take")
                    .tag("signal", signal.id())
                    .register(registry);
        }
    }

    /** Shows how many copies of calls are under way. */
    void watch(Shadows shadows) {
        Gauge.builder("sluice.shadow.open", shadows, Shadows::underWay)
                .description("Copies of calls that are under way")
                .register(registry);
    }

    /**
     * Counts a call of which another channel was to get a copy.
     *
     * @param result how the copy ended; shed or no_room if it was not sent
     */
    void copied(String channel, String result) {
        Counter.builder("sluice.shadow.copies")
                .description("Copies of calls, by how they ended")
                .tag("channel", channel)
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /**
     * How long a copy took.
     *
     * @param firstToken nanoseconds until its answer began; 0 if it did not
     */
    void copyTook(String channel, long firstToken, long all) {
        if (firstToken > 0) {
            copyTimer("sluice.shadow.first.token", "From sending a copy of a call to its first content", channel)
                    .record(firstToken, TimeUnit.NANOSECONDS);
        }
        copyTimer("sluice.shadow.request", "From sending a copy of a call to its end", channel)
                .record(all, TimeUnit.NANOSECONDS);
    }

    private Timer copyTimer(String name, String description, String channel) {
        return Timer.builder(name)
                .description(description)
                .tag("channel", channel)
                .register(registry);
    }

    /**
     * Counts a request that was turned away for want of room.
     *
     * @param reason over_share or full
     */
    void shed(String reason) {
        Counter.builder("sluice.shed")
                .description("Requests turned away because the node had too much to do")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60))
                .register(registry);
    }

    void callBegan() {
        streams.incrementAndGet();
    }

    /**
     * Counts a call that has ended.
     *
     * @param known whether the model is one that the gateway serves; names that callers invent make no labels
     */
    void callEnded(Call call, Progress progress, int status, boolean known) {
        streams.decrementAndGet();
        Candidate candidate = progress.candidate();
        Labels labels = new Labels(
                call.dialect().id(),
                known ? call.model() : OTHER,
                candidate == null ? "" : candidate.channelName(),
                status);
        Counter counter = requests.get(labels);
        if (counter == null) {
            counter = requests.computeIfAbsent(bounded(labels), this::counter);
        }
        counter.increment();
        total.record(progress.ageNanos(), TimeUnit.NANOSECONDS);
        overhead.record(progress.admissionNanos(), TimeUnit.NANOSECONDS);
        if (progress.hasAnswered()) {
            firstToken.record(progress.firstContentAgeNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Counts an answer that was to be kept.
     *
     * @param result kept, too_large or failed
     */
    void answerKept(String result) {
        Counter.builder("sluice.answers.kept")
                .description("Answers that callers wanted to go on from")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /**
     * Counts a second attempt at a slow call.
     *
     * @param result won if it began to answer before the first, lost if not
     */
    void hedged(String result) {
        Counter.builder("sluice.hedges")
                .description("Second attempts at slow calls, while the first was still waited for")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    private Labels bounded(Labels labels) {
        return requests.size() < MAX_COMBINATIONS
                ? labels
                : new Labels(labels.dialect(), OTHER, OTHER, labels.status());
    }

    private Counter counter(Labels labels) {
        return Counter.builder("sluice.requests")
                .description("Calls that have ended")
                .tag("dialect", labels.dialect())
                .tag("model", labels.model())
                .tag("channel", labels.channel())
                .tag("status", Integer.toString(labels.status()))
                .register(registry);
    }
}
