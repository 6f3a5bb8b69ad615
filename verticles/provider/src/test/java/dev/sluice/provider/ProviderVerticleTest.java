package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.Inflow;
import dev.sluice.bus.ModelsListed;
import dev.sluice.bus.Question;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.preset.Presets;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private void answering(FakeProvider provider, String good) {
        provider.scripted(request -> request.header("Authorization")
                        .filter(("Bearer " + good)::equals)
                        .isPresent()
                ? Answer.of("ok")
                : new Fault.Denied(401, "invalid_api_key"));
    }

    private Opening openWith(String key) {
        Attempt plain = Samples.attempt(Samples.chat(false), "m", Samples.PATIENT);
        return Rig.await(caller.open(new Attempt(plain.call(), plain.candidate().with(key))).opened);
    }

    @Test
    void eachKeyOfAChannelIsSentAndOneThatCannotBeOpenedSpoilsOnlyItself() {
        try (FakeProvider provider = FakeProvider.start()) {
            answering(provider, "sk-two");
            Channel channel = Samples.channel(
                            "openai-compatible", provider.baseUrl().toString())
                    .change()
                    .keys(new ChannelKeys(KeyChoice.ROUND_ROBIN, List.of("main", "k2", "sealed")))
                    .channel();
            shelf.put(channel, "sk-one");
            shelf.addKey(channel, "k2", "sk-two");
            shelf.addKey(channel, "sealed", "");
            deploy(1);

            assertThat(openWith("main"))
                    .isInstanceOfSatisfying(
                            Opening.Refused.class,
                            no -> assertThat(no.verdict()).isEqualTo(Verdict.KEY_REFUSED));
            assertThat(openWith("k2")).isInstanceOf(Opening.Opened.class);
            assertThat(openWith("sealed"))
                    .isInstanceOfSatisfying(
                            Opening.Refused.class,
                            no -> assertThat(no.verdict()).isEqualTo(Verdict.KEY_REFUSED));
            assertThat(openWith("k9"))
                    .isInstanceOfSatisfying(
                            Opening.Refused.class,
                            no -> assertThat(no.verdict()).isEqualTo(Verdict.KEY_REFUSED));
            assertThat(provider.requests())
                    .extracting(request -> request.header("Authorization").orElseThrow())
                    .containsExactly("Bearer sk-one", "Bearer sk-two");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTrialIsAShortRealCallOfAChannelInUseOrNotWithAnyOfItsKeys(boolean stream) {
        try (FakeProvider provider = FakeProvider.start()) {
            answering(provider, "sk-two");
            Channel channel = Samples.switchedOff(
                    Samples.channel("openai-compatible", provider.baseUrl().toString()));
            shelf.put(channel, "sk-one");
            shelf.addKey(channel, "k2", "sk-two");
            deploy(1);

            TrialResult bad = Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c1", null, null, stream)));
            TrialResult good = Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c1", "m", "k2", stream)));

            assertThat(bad.ok()).isFalse();
            assertThat(bad.key()).isEqualTo("main");
            assertThat(bad.status()).isEqualTo(502);
            assertThat(bad.error()).isEqualTo("The upstream refused the gateway's credentials.");
            assertThat(good.ok()).isTrue();
            assertThat(good.text()).isEqualTo("ok");
            assertThat(good.model()).isEqualTo("m");
            assertThat(good.status()).isEqualTo(200);
            assertThat(good.latency()).isPositive();
            assertThat(good.firstContent() != null).isEqualTo(stream);
            assertThat(provider.requests().getLast().json().path("max_tokens").asInt())
                    .isEqualTo(16);
            await().until(() -> caller.tried.size() == 2);
            assertThat(caller.tried)
                    .extracting(
                            tried -> tried.outcome().verdict(),
                            tried -> tried.outcome().keyId())
                    .containsExactly(tuple(Verdict.KEY_REFUSED, "main"), tuple(Verdict.OK, "k2"));
        }
    }

    @Test
    void aTrialOfWhatIsNotThereSaysWhatIsWrong() {
        shelf.put(Samples.channel("openai-compatible", "http://127.0.0.1:1"), "sk-one");
        deploy(1);

        assertThatThrownBy(
                        () -> Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c9", null, null, false))))
                .hasMessage("There is no such channel.");
        assertThatThrownBy(
                        () -> Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c1", null, "k9", false))))
                .hasMessageContaining("key must be");
        TrialResult unreachable =
                Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c1", null, null, false)));
        assertThat(unreachable.ok()).isFalse();
        assertThat(unreachable.error()).isNotEmpty();
    }

    @Test
    void aTrialWhileTheDatabaseIsAwayIsToBeTriedLater() {
        shelf.put(Samples.channel("openai-compatible", "http://127.0.0.1:1"), "sk-one");
        deploy(1);
        shelf.away(true);

        assertThatThrownBy(
                        () -> Rig.await(caller.ask(Addresses.TRY_CHANNEL, new ChannelTrial("c1", null, null, false))))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.error().kind()).isEqualTo(Kind.UNAVAILABLE));
        shelf.away(false);
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
        private final List<ChannelTried> tried = new CopyOnWriteArrayList<>();
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
            return line.hear(Addresses.MODELS_LISTED, listed::add)
                    .compose(heard -> line.hear(Addresses.CHANNEL_TRIED, tried::add));
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
