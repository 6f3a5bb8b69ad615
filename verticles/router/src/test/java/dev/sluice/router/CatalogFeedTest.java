package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.store.StoreUnavailable;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CatalogFeedTest {
    private final FakeStore store = new FakeStore();
    private final TestBench bench = new TestBench();
    private final Router router = new Router(RouterSettings.DEFAULTS, SampleChannel.PROVIDERS, bench.surroundings());
    private final CatalogFeed feed = new CatalogFeed(store, router);

    @Test
    void theFirstCatalogIsReadOnceHoweverManyWaitForIt() {
        store.write(3, serving("a", "m"));

        var first = feed.first();
        var second = feed.first();
        first.orTimeout(5, TimeUnit.SECONDS).join();
        second.orTimeout(5, TimeUnit.SECONDS).join();

        assertThat(router.generation()).isEqualTo(3);
        assertThat(store.catalogReads).hasValue(1);
    }

    @Test
    void theFirstCatalogFailsWhileTheStoreIsAway() {
        store.isAway = true;

        var first = feed.first().orTimeout(5, TimeUnit.SECONDS);

        assertThatThrownBy(first::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailable.class);
    }

    @Test
    void newsOfANewerGenerationMakesItLoad() {
        load(1);
        store.write(2, serving("a", "m"), serving("b", "m"));

        feed.hear(new CatalogChanged(2));

        awaitGeneration(2);
    }

    @Test
    void newsOfAGenerationThatIsInUseIsNotEvenLookedAt() {
        load(2);
        store.write(3, serving("a", "m"));

        feed.hear(new CatalogChanged(2));
        feed.hear(new CatalogChanged(1));

        assertThat(store.generationReads).hasValue(0);
    }

    @Test
    void aCheckFindsAChangeWhoseNewsWasLost() {
        load(1);
        store.write(2, serving("b", "m"));

        feed.check();

        awaitGeneration(2);
    }

    @Test
    void aCheckThatFindsNothingNewerReadsNoCatalog() {
        load(1);
        int before = store.catalogReads.get();

        feed.check();

        await().until(() -> store.generationReads.get() == 1);
        assertThat(store.catalogReads).hasValue(before);
    }

    @Test
    void anOlderGenerationNeverReplacesANewerOne() {
        load(5);

        assertThat(router.adopt(new Catalog(4, List.of()))).isFalse();
        assertThat(router.adopt(new Catalog(5, List.of()))).isFalse();

        assertThat(router.generation()).isEqualTo(5);
        assertThat(router.models(new ModelsRequest("team")).models()).hasSize(1);
    }

    @Test
    void newsThatComesWhileItReadsIsNotLost() {
        load(1);
        store.gate.drainPermits();
        store.write(2, serving("a", "m"));
        feed.hear(new CatalogChanged(2));
        await().until(() -> store.generationReads.get() == 1);

        store.write(3, serving("a", "m"));
        feed.hear(new CatalogChanged(3));
        store.write(4, serving("a", "m"));
        feed.hear(new CatalogChanged(4));
        store.gate.release(1000);

        awaitGeneration(4);
    }

    @Test
    void manyAsksAtOnceAreDoneInFew() {
        load(1);
        store.gate.drainPermits();
        feed.check();
        await().until(() -> store.generationReads.get() == 1);

        for (int i = 0; i < 1000; i++) {
            feed.check();
        }
        store.gate.release(1000);

        await().until(() -> store.generationReads.get() >= 2);
        assertThat(store.generationReads.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void whileTheStoreIsAwayTheLastCatalogServesAndAnyCheckAfterwardsCatchesUp() {
        load(1);
        store.isAway = true;
        store.write(2, serving("b", "m"));
        feed.hear(new CatalogChanged(2));
        await().until(() -> store.generationReads.get() == 1);
        assertThat(router.generation()).isEqualTo(1);

        store.isAway = false;
        feed.check();

        awaitGeneration(2);
    }

    @Test
    void whatAnUpstreamListsIsRoutedSoonAlsoWhileTheStoreIsAway() {
        store.write(1, serving("a").listing());
        feed.first().orTimeout(5, TimeUnit.SECONDS).join();
        store.isAway = true;

        feed.hear(new ModelsListed("a", List.of("listed")));

        await().until(() -> router.models(new ModelsRequest("team")).models().size() == 1);
        feed.hear(new ModelsListed("a", List.of("listed")));
        assertThat(store.catalogReads).hasValue(1);
    }

    private void load(long generation) {
        store.write(generation, serving("a", "m"));
        feed.first().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private void awaitGeneration(long generation) {
        await().until(() -> router.generation() == generation);
    }
}
