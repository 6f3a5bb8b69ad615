package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.bus.ModelsListed;
import dev.sluice.bus.News;
import dev.sluice.bus.Question;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.router.traffic.NodeTraffic;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterVerticleTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final BusNode bus = BusNode.start(vertx, "test");
    private final FakeStore store = new FakeStore();
    private final Context asker = vertx.getOrCreateContext();
    private final Bus line = done(on(asker, () -> Future.succeededFuture(bus.join(asker))));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @AfterEach
    void closeVertx() {
        done(vertx.close());
    }

    @Test
    void itAnswersOnceThereIsACatalog() {
        store.write(1, serving("a", "m"), serving("b", "m"));
        store.gate.drainPermits();

        Future<String> deployed = deploy(1, Duration.ofHours(1));
        await().until(() -> store.catalogReads.get() == 1);
        assertThatThrownBy(this::route).hasCauseInstanceOf(GatewayException.class);
        store.gate.release(1000);
        done(deployed);

        assertThat(TestBench.ids(route())).containsExactly("a", "b");
        assertThat(models()).containsExactly("m");
        assertThat(store.wasReadOnAnEventLoop).isFalse();
    }

    @Test
    void itDoesNotStartWithoutAStore() {
        store.isAway = true;

        assertThatThrownBy(() -> done(deploy(1, OFTEN))).rootCause().hasMessage("away");
    }

    @Test
    void aChannelThatIsWrittenToTheDatabaseIsRoutedAtTheNextLook() {
        StoreSettings settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 2);
        try (Store real = Store.open(settings, Vault.of(new byte[32]))) {
            done(deploy(real, 1, OFTEN));
            assertThat(models()).contains("demo");

            real.channels().create(serving("a", "m").channel(), null);

            await().until(() -> models().equals(List.of("m")));
            assertThat(TestBench.ids(route())).containsExactly("a");
            done(vertx.close());
        }
    }

    @Test
    void whatOneInstanceLearnsAllOfTheNodeKnow() {
        store.write(1, serving("a", "m"), serving("b", "m"));
        done(deploy(3, Duration.ofHours(1)));

        Outcome refused = new Outcome("a", "m", Verdict.KEY_REFUSED, null, null, Duration.ofNanos(1));
        ask(Addresses.LEARN, refused);

        for (int call = 0; call < 6; call++) {
            assertThat(TestBench.ids(route())).containsExactly("b");
        }
    }

    @Test
    void whatOthersSayIsHeardAndShownWithWhoSaidIt() {
        store.write(1, serving("a", "m"), serving("b", "m"));
        done(deploy(2, Duration.ofHours(1)));

        tell(
                Addresses.CHANNEL_REFUSED,
                new ChannelRefused(
                        1,
                        "there",
                        new ChannelFact("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO, Duration.ofSeconds(20))));

        await().until(() -> TestBench.ids(route()).equals(List.of("b")));
        ChannelStates states = ask(Addresses.CHANNELS, new ChannelsRequest("a"));
        assertThat(states.node()).isEqualTo(bus.nodeId());
        assertThat(states.channels())
                .singleElement()
                .satisfies(a -> assertThat(a.rest().saidBy()).isEqualTo("there"));
    }

    @Test
    void newsOfAChangeIsFollowed() {
        store.write(1, serving("a", "m"));
        done(deploy(2, Duration.ofHours(1)));
        store.write(2, serving("b", "m"));

        tell(Addresses.CATALOG_CHANGED, new CatalogChanged(2));

        await().until(() -> TestBench.ids(route()).equals(List.of("b")));
    }

    @Test
    void aChangeWithoutNewsIsFoundByLookingEverySoOften() {
        store.write(1, serving("a", "m"));
        done(deploy(1, OFTEN));

        store.write(2, serving("b", "m"));

        await().until(() -> TestBench.ids(route()).equals(List.of("b")));
    }

    @Test
    void newsOfWhatAnUpstreamListsIsFollowed() {
        store.write(1, serving("a", "m").listing());
        done(deploy(2, Duration.ofHours(1)));

        tell(Addresses.MODELS_LISTED, new ModelsListed("a", List.of("n")));

        await().until(() -> models().equals(List.of("m", "n")));
    }

    @Test
    void itLeavesTheBusAndStopsLookingWhenUndeployed() {
        store.write(1, serving("a", "m"));
        String id = done(deploy(1, OFTEN));

        done(vertx.undeploy(id));
        int reads = store.generationReads.get();

        assertThatThrownBy(this::route).hasCauseInstanceOf(GatewayException.class);
        await().during(OFTEN.multipliedBy(5)).until(() -> store.generationReads.get() <= reads + 1);
    }

    private Future<String> deploy(int instances, Duration poll) {
        return deploy(store, instances, poll);
    }

    private Future<String> deploy(Store from, int instances, Duration poll) {
        RouterSettings settings =
                new RouterSettings(4, RouterSettings.DEFAULTS.timeouts(), poll, RouterSettings.DEFAULTS.health());
        Surroundings surroundings = new Surroundings(
                new SimpleMeterRegistry(), Clocks.SYSTEM, new NodeTraffic(bus.nodeId(), System::nanoTime));
        Router router = new Router(settings, SampleChannel.PROVIDERS, surroundings);
        CatalogFeed feed = new CatalogFeed(from, router);
        return vertx.deployVerticle(
                () -> new RouterVerticle(bus, router, feed), new DeploymentOptions().setInstances(instances));
    }

    private Route route() {
        return ask(Addresses.ROUTE, new RouteRequest("team", "m", Dialect.OPENAI, Operation.CHAT));
    }

    private List<String> models() {
        return ask(Addresses.MODELS, new ModelsRequest("team")).models().stream()
                .map(ModelList.Model::id)
                .toList();
    }

    private <Q, A> A ask(Question<Q, A> address, Q question) {
        return done(on(asker, () -> line.ask(address, question)));
    }

    private <T> void tell(News<T> address, T news) {
        asker.runOnContext(v -> line.tell(address, news));
    }

    private static <T> Future<T> on(Context context, Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> task.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
