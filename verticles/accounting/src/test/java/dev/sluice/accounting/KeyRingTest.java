package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeyRingTest {
    private final MemoryStore store = new MemoryStore();
    private final HandClock clock = new HandClock();
    private final KeyRing ring = new KeyRing(store, new Desk(), clock.clocks(), 1_000);

    @BeforeEach
    void createUser() {
        store.users().create(RICH);
        ring.learn(store.generation());
    }

    private static GatewayError refusal(Future<KeyHolder> answer) {
        return await(answer.map(holder -> KeyRules.NOT_VALID.withCode("was found"))
                .otherwise(failure -> ((GatewayException) failure).error()));
    }

    @Test
    void aKeyIsLookedUpOnceAndThenKnown() {
        store.keys().create(key("k", RICH), digest("k"));

        KeyHolder first = await(ring.find(credential("k")));
        Future<KeyHolder> second = ring.find(credential("k"));

        assertThat(first.key().id()).isEqualTo("k");
        assertThat(second.isComplete()).isTrue();
        assertThat(store.lookups()).isEqualTo(1);
    }

    @Test
    void manyWhoAskAtOnceShareOneLookUp() {
        store.keys().create(key("k", RICH), digest("k"));
        CountDownLatch gate = store.holdLookups();

        List<Future<KeyHolder>> answers =
                IntStream.range(0, 50).mapToObj(i -> ring.find(credential("k"))).toList();
        gate.countDown();

        answers.forEach(answer -> assertThat(await(answer).key().id()).isEqualTo("k"));
        assertThat(store.lookups()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNobodysDoesNotHammerTheDatabase() {
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(ring.find(credential("x"))).kind()).isEqualTo(Kind.UNAUTHENTICATED);
        }
        int withinASecond = store.lookups();
        clock.pass(Duration.ofSeconds(1));
        GatewayError later = refusal(ring.find(credential("x")));

        assertThat(withinASecond).isEqualTo(1);
        assertThat(later.kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(store.lookups()).isEqualTo(2);
    }

    @Test
    void aNewKeyWorksAtOnceThoughItWasTriedBefore() {
        refusal(ring.find(credential("k")));

        store.keys().create(key("k", RICH), digest("k"));
        ring.learn(store.generation());

        assertThat(await(ring.find(credential("k"))).key().id()).isEqualTo("k");
    }

    @Test
    void aKeyIsAskedForAgainAfterTheConfigurationHasChanged() {
        store.keys().create(key("k", RICH), digest("k"));
        ring.learn(store.generation());
        assertThat(await(ring.find(credential("k"))).key().enabled()).isTrue();

        store.replace(Scene.disabled(key("k", RICH)), digest("k"));
        ring.learn(store.generation());

        assertThat(await(ring.find(credential("k"))).key().enabled()).isFalse();
    }

    @Test
    void aLookUpThatBeganBeforeAChangeDoesNotAnswerWhoComesAfterIt() {
        store.keys().create(key("k", RICH), digest("k"));
        ring.learn(store.generation());
        CountDownLatch gate = store.holdLookups();
        Future<KeyHolder> before = ring.find(credential("k"));

        store.replace(Scene.disabled(key("k", RICH)), digest("k"));
        ring.learn(store.generation());
        Future<KeyHolder> after = ring.find(credential("k"));
        gate.countDown();

        assertThat(await(after).key().enabled()).isFalse();
        await(before);
        assertThat(store.lookups()).isEqualTo(2);
        assertThat(ring.generation()).isEqualTo(store.generation());
    }

    @Test
    void oldNewsIsNoNews() {
        store.keys().create(key("k", RICH), digest("k"));
        ring.learn(store.generation());
        await(ring.find(credential("k")));

        ring.learn(1);

        assertThat(ring.find(credential("k")).isComplete()).isTrue();
    }

    @Test
    void whileTheDatabaseIsAwayKnownKeysGoOnAndOthersAreNotCalledWrong() {
        store.keys().create(key("k", RICH), digest("k"));
        await(ring.find(credential("k")));
        ring.learn(store.generation() + 1);
        store.setAway(true);

        KeyHolder known = await(ring.find(credential("k")));
        GatewayError unknown = refusal(ring.find(credential("x")));

        assertThat(known.key().id()).isEqualTo("k");
        assertThat(unknown.kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
        assertThat(unknown.retry()).isPresent();
    }

    @Test
    void theDatabaseIsAskedAgainASecondAfterItWasAway() {
        store.keys().create(key("k", RICH), digest("k"));
        store.setAway(true);
        refusal(ring.find(credential("k")));
        store.setAway(false);

        GatewayError atOnce = refusal(ring.find(credential("k")));
        clock.pass(Duration.ofSeconds(1));
        KeyHolder later = await(ring.find(credential("k")));

        assertThat(atOnce.kind()).isEqualTo(Kind.BILLING_UNAVAILABLE);
        assertThat(later.key().id()).isEqualTo("k");
    }

    @Test
    void lookUpsInFlightAreBounded() {
        CountDownLatch gate = store.holdLookups();
        List<Future<KeyHolder>> answers = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            answers.add(ring.find(credential("x" + i)));
        }

        GatewayError oneTooMany = refusal(ring.find(credential("y")));
        gate.countDown();

        assertThat(oneTooMany.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(oneTooMany.retry()).isPresent();
        await().until(() -> answers.stream().allMatch(Future::isComplete));
    }
}
