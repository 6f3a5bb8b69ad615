package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A node between an upstream that keeps a log and whoever calls, to be killed and started again on the same data. */
final class Rig implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final PlannedUpstream upstream;
    private final Settings settings;
    private final String[] options;
    private volatile NodeProcess node;
    private Duration startTime;

    private Rig(PlannedUpstream upstream, Settings settings, String... options) {
        this.upstream = upstream;
        this.settings = settings;
        this.options = options.clone();
        this.node = NodeProcess.start(settings, options);
        this.startTime = node.awaitReady();
    }

    /** Starts a node with a channel to an upstream that does what each call's plan says. */
    static Rig start(Settings settings) {
        return start(settings, new PlannedUpstream());
    }

    /** Starts a node with a channel to this upstream, at the address that the settings know if they know one. */
    static Rig start(Settings settings, PlannedUpstream upstream, String... options) {
        Map<String, String> channel = Map.of(
                "OPENAI_API_KEY",
                "sk-upstream",
                "OPENAI_BASE_URL",
                settings.environment()
                        .getOrDefault("OPENAI_BASE_URL", upstream.baseUrl().toString()),
                "OPENAI_MODELS",
                Mix.MODEL);
        return new Rig(upstream, settings.with(channel), options);
    }

    PlannedUpstream upstream() {
        return upstream;
    }

    Settings settings() {
        return settings;
    }

    URI address() {
        return node.address();
    }

    NodeProcess node() {
        return node;
    }

    /** How long the last start took until the node said that it is ready. */
    Duration startTime() {
        return startTime;
    }

    /** Starts the node again, which must have ended; does not wait. */
    NodeProcess begin() {
        node = NodeProcess.start(settings, options);
        return node;
    }

    /** Starts the node again, which must have ended. */
    void restart() {
        startTime = begin().awaitReady();
    }

    Operator operator() {
        return new Operator(node.address());
    }

    /** Keys of some who can pay for everything, one with a budget, and one who soon has nothing left. */
    List<String> keys() {
        try (Operator operator = operator()) {
            List<String> keys = Stream.of(
                            operator.payer("1000", ""),
                            operator.payer("1000", ""),
                            operator.payer("1000", ""),
                            operator.payer("1000", "500"),
                            operator.payer("0.01", ""))
                    .map(Operator.Payer::key)
                    .toList();
            awaitServing(keys.getFirst());
            return keys;
        }
    }

    /** Waits until a call with this key is answered: what was made is known everywhere then. */
    void awaitServing(String key) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Load.call(address(), warmUp(key, Mix.MODEL)))
                        .matches(Seen::ended, "is answered to its end"));
    }

    /** Waits until this key is known; nothing is spent, as it asks for a model that nobody has. */
    void awaitKnown(String key) {
        await().atMost(SOON)
                .until(() -> Load.call(address(), warmUp(key, "no-such-model")).status() != 401);
    }

    private static Ask warmUp(String key, String model) {
        Plan plan = new Plan("warm-" + UUID.randomUUID(), 1, 0, 1, 1, UsageLie.HONEST);
        return new Ask(Tongue.OPENAI, key, model, true, 10, 0, plan);
    }

    @Override
    public void close() {
        node.close();
        upstream.close();
    }
}
