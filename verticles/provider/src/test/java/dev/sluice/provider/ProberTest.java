package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelStates.Resting;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.Inflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.probing.ProbeSettings;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes and rules, from the bus to the upstream and the database and back. */
class ProberTest {
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final DisableRules RULES =
            new DisableRules(true, true, true, Set.of(418), List.of("Organization Is Disabled"), true);

    private final Vertx vertx = Vertx.vertx();
    private final Shelf shelf = new Shelf();
    private final Others others = new Others(vertx);

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @Test
    void aChannelThatRestsIsTriedAndRoutersAreTold() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("ok"))) {
            others.state = "resting";
            shelf.put(channel(provider), "sk-1");
            deploy(OFTEN, DisableRules.NONE);

            await().until(() -> !others.tried.isEmpty());
            ChannelTried tried = others.tried.getFirst();
            assertThat(tried.why()).isEqualTo(ChannelTried.PROBE);
            assertThat(tried.outcome().verdict()).isEqualTo(Verdict.OK);
            assertThat(provider.requests().getFirst().json().toString()).contains("Say ok.");
        }
    }

    @Test
    void aChannelThatWorksIsNotTried() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("ok"))) {
            shelf.put(channel(provider), "sk-1");
            deploy(OFTEN, RULES);
            await().until(() -> others.asked.get() >= 6);

            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void nobodyIsTriedByANodeThatDoesNotHaveTheJob() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("ok"))) {
            others.state = "resting";
            shelf.put(channel(provider), "sk-1");
            shelf.jobsElsewhere(true);
            deploy(OFTEN, RULES);
            await().until(() -> shelf.jobsAsked() >= 6);
            assertThat(provider.requests()).isEmpty();

            shelf.jobsElsewhere(false);
            await().until(() -> !others.tried.isEmpty());
        }
    }

    @Test
    void aRefusalThatAProbeConfirmsDisablesAndAProbeThatWorksEnables() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.Denied(401, "invalid_api_key"))) {
            shelf.put(channel(provider), "sk-1");
            deploy(OFTEN, RULES);
            await().until(() -> others.asked.get() >= 2);

            others.open();
            await().until(() -> !now().enabled());
            assertThat(now().switched()).isEqualTo("the upstream refused the key");
            assertThat(now().isDisabledByRule()).isTrue();

            provider.always(Answer.of("ok"));
            await().until(() -> now().enabled());
            assertThat(now().switched()).isEqualTo("it works again");
        }
    }

    @Test
    void whatARefusalQuotesOfACallerDisablesNothing() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("ok"))) {
            shelf.put(channel(provider), "sk-1");
            deploy(Duration.ofMinutes(1), RULES);
            await().until(() -> others.asked.get() >= 2);
            provider.once(new Fault.Denied(418, "teapot"));

            others.open();
            await().until(() -> !others.tried.isEmpty());

            assertThat(others.tried.getFirst().outcome().verdict()).isEqualTo(Verdict.OK);
            assertThat(now().enabled()).isTrue();
        }
    }

    @Test
    void whatSomebodyHasDisabledIsNeitherTriedNorEnabled() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("ok"))) {
            others.state = "resting";
            shelf.put(channel(provider).change().enabled(false).channel(), "sk-1");
            shelf.put(Channel.draft("c2", "two", "demo").models(List.of("m")).channel(), "none");
            deploy(OFTEN, RULES);
            await().until(() -> others.asked.get() >= 6);

            assertThat(now().enabled()).isFalse();
            assertThat(provider.requests()).isEmpty();
        }
    }

    private Channel now() {
        return shelf.store().channels().get("c1").orElseThrow();
    }

    private static Channel channel(FakeProvider provider) {
        return Samples.channel("openai-compatible", provider.baseUrl().toString());
    }

    private void deploy(Duration every, DisableRules rules) {
        others.deploy();
        ProbeSettings probes = new ProbeSettings(every, Duration.ZERO, 4, rules, Duration.ofMillis(20));
        ProviderSettings settings =
                new ProviderSettings(EgressSettings.DEFAULT, Duration.ofMinutes(10), Duration.ofMillis(100), probes);
        Rig.await(vertx.deployVerticle(new ProviderVerticle(
                new ProviderVerticle.Given(
                        others.node(), shelf.store(), Presets.load(Path.of("../../conf/providers")), Traffic.UNCOUNTED),
                settings)));
    }

    /** Stands where ingress and router would. */
    private static final class Others extends VerticleBase {
        private final Vertx home;
        private final List<ChannelTried> tried = new CopyOnWriteArrayList<>();
        private volatile String state = "working";
        private final AtomicInteger asked = new AtomicInteger();
        private volatile @Nullable BusNode node;
        private volatile @Nullable Bus bus;
        private volatile @Nullable Context loop;

        Others(Vertx home) {
            this.home = home;
        }

        @Override
        public Future<?> start() {
            loop = context;
            Bus line = node().join(context);
            bus = line;
            return line.hear(Addresses.CHANNEL_TRIED, tried::add)
                    .compose(heard -> line.answer(Addresses.CHANNELS, request -> {
                        asked.incrementAndGet();
                        return Future.succeededFuture(new ChannelStates("n1", List.of(state())));
                    }));
        }

        private ChannelState state() {
            Resting rest = new Resting(state, "for the test", "", Duration.ZERO);
            ChannelSum nothing = new ChannelSum("c1", 0, 0, 0, 0, Duration.ZERO, 0, List.of());
            return new ChannelState(
                    "c1", rest, 10, 0, nothing, List.of(), List.of(new KeyState("main", rest, List.of())));
        }

        void deploy() {
            node = BusNode.start(home, "n1");
            Rig.await(home.deployVerticle(this));
        }

        BusNode node() {
            return Objects.requireNonNull(node);
        }

        /** A caller's request, whose answer nobody reads. */
        void open() {
            Rig.await(Future.<Opening>future(promise -> Objects.requireNonNull(loop)
                    .runOnContext(go -> {
                        Inflow<Opening, AnswerEvent> inflow = Objects.requireNonNull(bus)
                                .open(Addresses.OPEN, Samples.attempt(Samples.chat(false), "m", Samples.PATIENT));
                        inflow.receive(event -> {}, () -> {}, lost -> {});
                        inflow.opened().onComplete(promise);
                    })));
        }
    }
}
