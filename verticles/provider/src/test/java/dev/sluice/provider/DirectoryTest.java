package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private final Vertx vertx = Vertx.vertx();
    private final Shelf shelf = new Shelf();
    private final List<Directory.Snapshot> seen = new ArrayList<>();
    private final Context context = vertx.getOrCreateContext();
    private final Directory directory = new Directory(
            context,
            shelf.store(),
            new Preparation(Presets.load(Path.of("../../conf/providers")), Dialects::codec, Signings::of),
            seen::add);

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @Test
    void channelsAreReadyAfterARefresh() {
        shelf.put(Samples.channel("openai", null), "sk-1");

        Rig.await(directory.refresh());

        assertThat(directory.find("c1"))
                .asInstanceOf(type(Remote.class))
                .satisfies(r -> assertThat(r.origin().host()).isEqualTo("api.openai.com"));
        assertThat(seen).hasSize(1);
    }

    @Test
    void nothingIsReadWhileNothingHasChanged() {
        shelf.put(Samples.channel("openai", null), "sk-1");

        Rig.await(directory.refresh());
        Rig.await(directory.refresh());
        Rig.await(directory.refresh());

        assertThat(shelf.reads()).isEqualTo(1);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aChangeIsTakenOver() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        Rig.await(directory.refresh());
        shelf.put(Samples.channel("groq", null), "sk-2");

        Rig.await(directory.refresh());

        assertThat(directory.find("c1"))
                .asInstanceOf(type(Remote.class))
                .satisfies(r -> assertThat(
                                r.prepareListing().orElseThrow().headers().get("Authorization"))
                        .isEqualTo("Bearer sk-2"));
    }

    @Test
    void newsThatComesWhileSomethingOlderIsReadIsNotLost() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        Semaphore gate = shelf.holdReads();
        context.runOnContext(now -> directory.hear(1));
        await().until(() -> shelf.reads() == 1);
        shelf.remove("c1");
        Promise<Void> heard = Promise.promise();
        context.runOnContext(now -> {
            directory.hear(2);
            heard.complete();
        });
        Rig.await(heard.future());

        gate.release();

        await().until(() -> directory.generation() == 2);
        assertThat(directory.find("c1")).isNull();
    }

    @Test
    void newsOfWhatIsNotThereIsNotChasedForEver() {
        shelf.put(Samples.channel("openai", null), "sk-1");

        context.runOnContext(now -> directory.hear(99));

        await().until(() -> directory.generation() == 1);
        Rig.await(directory.refresh());
        assertThat(shelf.reads()).isEqualTo(1);
    }

    @Test
    void aDeletedChannelIsGone() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        Rig.await(directory.refresh());
        shelf.remove("c1");

        Rig.await(directory.refresh());

        assertThat(directory.find("c1")).isNull();
    }

    @Test
    void aSecretThatCannotBeOpenedSpoilsOnlyItsChannel() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        shelf.sealedElsewhere(true);

        Rig.await(directory.refresh());

        assertThat(directory.find("c1"))
                .asInstanceOf(type(Target.Unusable.class))
                .satisfies(u -> assertThat(u.verdict()).isEqualTo(Verdict.KEY_REFUSED));
    }

    @Test
    void aKeyThatIsNotInUseAnyMoreIsAtFaultAndNotItsChannel() {
        Channel channel = Samples.channel("openai", null);
        shelf.put(channel, "sk-1");
        shelf.addKey(keyed(channel, "main", "k2"), "k2", "sk-2");
        Rig.await(directory.refresh());
        assertThat(directory.settle(with("k2"))).isInstanceOf(Remote.class);

        assertThat(verdict(with("k3"))).isEqualTo(Verdict.KEY_REFUSED);
        shelf.put(keyed(channel, "k2"), "sk-1");
        Rig.await(directory.refresh());
        assertThat(verdict(with("main"))).isEqualTo(Verdict.KEY_REFUSED);
        shelf.put(keyed(channel), "sk-1");
        Rig.await(directory.refresh());
        assertThat(verdict(with("main"))).isEqualTo(Verdict.KEY_REFUSED);
        shelf.remove("c1");
        Rig.await(directory.refresh());
        assertThat(verdict(with("main"))).isEqualTo(Verdict.UNREACHABLE);
        assertThat(verdict(with("k2"))).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void aCallThatNamesAKeyIsNotSentWithTheOnlyOtherOne() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        Rig.await(directory.refresh());

        assertThat(directory.find(with("k2"))).isNull();
        assertThat(verdict(with("k2"))).isEqualTo(Verdict.KEY_REFUSED);
        assertThat(directory.settle(with("main"))).isInstanceOf(Remote.class);
    }

    @Test
    void whatTheProxyAsksForIsReadOnceForAllKeys() {
        Channel channel = keyed(Samples.channel("openai", null), "main", "k2", "k3")
                .change()
                .proxy(new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example", 3128, false))
                .channel();
        shelf.put(channel, "sk-1");
        shelf.addKey(channel, "k2", "sk-2");
        shelf.addKey(channel, "k3", "sk-3");

        Rig.await(directory.refresh());

        assertThat(directory.find(with("k3"))).isInstanceOf(Remote.class);
        assertThat(shelf.loginReads()).isEqualTo(1);
    }

    private static Channel keyed(Channel channel, String... ids) {
        return channel.change()
                .keys(new ChannelKeys(KeyChoice.ROUND_ROBIN, List.of(ids)))
                .channel();
    }

    private static Candidate with(String key) {
        return new Candidate("c1", "channel one", "openai", "m", Samples.PATIENT).with(key);
    }

    private Verdict verdict(Candidate candidate) {
        return directory.settle(candidate) instanceof Target.Unusable unusable ? unusable.verdict() : Verdict.OK;
    }

    @Test
    void whileTheDatabaseIsAwayTheLastConfigurationStays() {
        shelf.put(Samples.channel("openai", null), "sk-1");
        Rig.await(directory.refresh());
        shelf.away(true);

        Future<Void> refresh = directory.refresh();

        assertThatThrownBy(() -> Rig.await(refresh)).isInstanceOf(StoreUnavailable.class);
        assertThat(directory.find("c1")).isInstanceOf(Remote.class);
        shelf.away(false);
        Rig.await(directory.refresh());
    }

    @Test
    void onlyChannelsThatSaySoAreAskedForTheirModels() {
        shelf.put(Samples.listing("openai", null), "sk-1");

        Rig.await(directory.refresh());

        assertThat(seen.getLast().listed())
                .singleElement()
                .satisfies(c -> assertThat(c.id()).isEqualTo("c1"));
    }
}
