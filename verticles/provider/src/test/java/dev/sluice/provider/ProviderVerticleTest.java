package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.Inflow;
import dev.sluice.bus.ModelsListed;
import dev.sluice.bus.Question;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.preset.Presets;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.Received;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole room, deployed, seen from the bus. */
class ProviderVerticleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final Shelf shelf = new Shelf();
    private final Caller caller = new Caller(vertx);

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @Test
    void anAttemptIsCarriedAndStreamsBackOverTheBus() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("Hello from afar"))) {
            shelf.put(Samples.channel("openai-compatible", provider.baseUrl().toString()), "sk-1");
            deploy(1);

            Exchange exchange = caller.open(Samples.attempt(Samples.chat(true), "m", Samples.PATIENT));

            assertThat(Rig.await(exchange.opened)).isInstanceOf(Opening.Opened.class);
            await().until(() -> exchange.ended);
            assertThat(exchange.text()).contains("afar");
            assertThat(exchange.events.getLast()).isInstanceOf(Finished.class);
        }
    }

    @Test
    void aCancelOverTheBusClosesTheUpstreamWithinASecond() {
        try (FakeProvider provider =
                FakeProvider.reacting(Answer.of("a b c d e f g h i j").with(Pace.every(Duration.ofMillis(300))))) {
            shelf.put(Samples.channel("openai-compatible", provider.baseUrl().toString()), "sk-1");
            deploy(1);
            Exchange exchange = caller.open(Samples.attempt(Samples.chat(true), "m", Samples.PATIENT));
            Rig.await(exchange.opened);
            Received request = provider.awaitRequest(SECOND);

            caller.run(() -> exchange.inflow().cancel());

            request.awaitClientGone(SECOND);
        }
    }

    @Test
    void anOpenerThatGrantsNothingHoldsTheUpstreamBack() {
        try (FakeProvider provider = FakeProvider.reacting(Answer.of("").with(Pace.bulk(20_000, 1_000)))) {
            shelf.put(Samples.channel("openai-compatible", provider.baseUrl().toString()), "sk-1");
            deploy(1);
            caller.granting = false;

            Exchange exchange = caller.open(Samples.attempt(Samples.chat(true), "m", Samples.PATIENT));
            Rig.await(exchange.opened);

            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> exchange.text().length() < 256 * 1024 && !exchange.ended);
        }
    }

    @Test
    void aChannelIsFoundThoughTheNewsOfItWasLost() {
        deploy(1);
        shelf.put(Samples.channel("demo", null), "none");

        Exchange exchange = caller.open(Samples.attempt(Samples.chat(false), "demo", Samples.PATIENT));

        assertThat(Rig.await(exchange.opened)).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void aChannelThatNobodyKnowsIsRefused() {
        deploy(1);

        Exchange exchange = caller.open(Samples.attempt(Samples.chat(false), "m", Samples.PATIENT));

        assertThat(Rig.await(exchange.opened))
                .isInstanceOfSatisfying(
                        Opening.Refused.class, r -> assertThat(r.verdict()).isEqualTo(Verdict.UNREACHABLE));
    }

    @Test
    void modelsThatAnUpstreamListsAreTold() {
        try (FakeProvider provider = FakeProvider.start().listing("fake-1", "fake-2")) {
            caller.deploy();
            shelf.put(Samples.listing("openai-compatible", provider.baseUrl().toString()), "sk-1");

            deploy(2);

            await().until(() -> !caller.listed.isEmpty());
            assertThat(caller.listed).containsExactly(new ModelsListed("c1", List.of("fake-1", "fake-2")));
        }
    }

    @Test
    void aChangedConfigurationIsListedAnewAtOnce() {
        try (FakeProvider provider = FakeProvider.start().listing("fake-1")) {
            caller.deploy();
            deploy(1);
            shelf.put(Samples.listing("openai-compatible", provider.baseUrl().toString()), "sk-1");

            caller.run(() -> caller.bus().tell(Addresses.CATALOG_CHANGED, new CatalogChanged(1)));

            await().until(() -> caller.listed.contains(new ModelsListed("c1", List.of("fake-1"))));
        }
    }

    @Test
    void theDemonstrationModelsAreListedWithoutANetwork() {
        caller.deploy();
        shelf.put(Samples.listing("demo", null), "none");

        deploy(1);

        await().until(() -> caller.listed.contains(new ModelsListed("c1", DemoModel.ids())));
    }

    @Test
    void anUpstreamThatDoesNotListIsAskedAgainLaterAndDoesNoHarm() {
        caller.deploy();
        shelf.put(Samples.listing("openai-compatible", "http://127.0.0.1:1/v1"), "sk-1");

        deploy(1);

        await().during(Duration.ofMillis(300)).until(() -> caller.listed.isEmpty());
    }

    @Test
    void whatOperatorsWantToKnowOfAChannelIsAskedOfItsUpstream() {
        try (FakeProvider provider = FakeProvider.start().listing("fake-1", "fake-2")) {
            shelf.put(Samples.channel("openai-compatible", provider.baseUrl().toString()), "sk-1");
            deploy(1);
            ChannelQuery query = new ChannelQuery("c1");

            assertThat(Rig.await(caller.ask(Addresses.UPSTREAM_MODELS, query)))
                    .isEqualTo(new ModelsListed("c1", List.of("fake-1", "fake-2")));
            assertThatThrownBy(() -> Rig.await(caller.ask(Addresses.BALANCE, query)))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            said -> assertThat(said.error().kind()).isEqualTo(Kind.NOT_FOUND));
            assertThatThrownBy(() -> Rig.await(caller.ask(Addresses.BALANCE, new ChannelQuery("c2"))))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("not known");
        }
    }

    @Test
    void anUpstreamThatIsNotReachedSaysNothingOfItself() {
        shelf.put(Samples.channel("deepseek", "http://127.0.0.1:1"), "sk-1");
        deploy(1);

        assertThatThrownBy(() -> Rig.await(caller.ask(Addresses.BALANCE, new ChannelQuery("c1"))))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        said -> assertThat(said.error().message()).isEqualTo("The upstream could not be reached."));
    }

    private void deploy(int instances) {
        caller.deploy();
        ProviderSettings settings =
                new ProviderSettings(EgressSettings.DEFAULT, Duration.ofMinutes(10), Duration.ofMinutes(10));
        Rig.await(vertx.deployVerticle(
                () -> new ProviderVerticle(
                        new ProviderVerticle.Given(
                                caller.node(),
                                shelf.store(),
                                Presets.load(Path.of("../../conf/providers")),
                                Traffic.UNCOUNTED),
                        settings),
                new DeploymentOptions().setInstances(instances)));
    }

    /** A stream that was opened. */
    private static final class Exchange {
        private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private volatile @Nullable Inflow<Opening, AnswerEvent> inflow;
        private Future<Opening> opened = Future.failedFuture("not opened");

        Inflow<Opening, AnswerEvent> inflow() {
            return Objects.requireNonNull(inflow);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            for (AnswerEvent event : events) {
                if (event instanceof Said verbatim) {
                    text.append(verbatim.bytes().utf8());
                }
            }
            return text.toString();
        }
    }

    /** Stands where ingress and router would. */
    private static final class Caller extends VerticleBase {
        private final Vertx home;
        private final List<ModelsListed> listed = new CopyOnWriteArrayList<>();
        private volatile boolean granting = true;
        private volatile @Nullable BusNode node;
        private volatile @Nullable Bus bus;
        private volatile @Nullable Context loop;

        Caller(Vertx home) {
            this.home = home;
        }

        @Override
        public Future<?> start() {
            loop = context;
            Bus line = node().join(context);
            bus = line;
            return line.hear(Addresses.MODELS_LISTED, listed::add);
        }

        void deploy() {
            if (node == null) {
                node = BusNode.start(home, "n1");
                Rig.await(home.deployVerticle(this));
            }
        }

        BusNode node() {
            return Objects.requireNonNull(node);
        }

        Bus bus() {
            return Objects.requireNonNull(bus);
        }

        Exchange open(Attempt attempt) {
            Exchange exchange = new Exchange();
            run(() -> {
                Inflow<Opening, AnswerEvent> inflow = bus().open(Addresses.OPEN, attempt);
                exchange.inflow = inflow;
                exchange.opened = inflow.opened();
                inflow.receive(
                        event -> {
                            exchange.events.add(event);
                            if (granting && event instanceof Said verbatim) {
                                inflow.grant(verbatim.bytes().length());
                            }
                        },
                        () -> exchange.ended = true,
                        lost -> {});
            });
            return exchange;
        }

        <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
            return Future.future(promise -> Objects.requireNonNull(loop)
                    .runOnContext(go -> bus().ask(address, question).onComplete(promise)));
        }

        void run(Runnable action) {
            Rig.await(
                    Future.<Void>future(promise -> Objects.requireNonNull(loop).runOnContext(go -> {
                        action.run();
                        promise.complete();
                    })));
        }
    }
}
