package dev.sluice.accounting.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.limits.Limiter.Grant;
import dev.sluice.accounting.limits.Limiter.Ticket;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LocalLimiterTest {
    private final Hand clock = new Hand();
    private final LocalLimiter limiter = new LocalLimiter(clock::now);

    /** Time that stands still until a test moves it. */
    private static final class Hand {
        private final AtomicLong nanos = new AtomicLong(1_000);

        long now() {
            return nanos.get();
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }
    }

    private static List<Limit> key(KeyLimits limits) {
        return List.of(limit(Scope.KEY, "k", limits));
    }

    private static Limit limit(Scope scope, String id, KeyLimits limits) {
        return new Limit(new Subject(scope, id), limits);
    }

    private static List<Limit> perMinute(long requests) {
        return key(new KeyLimits(requests, null, null));
    }

    private static List<Limit> tokens(long tokens) {
        return key(new KeyLimits(null, tokens, null));
    }

    private Grant take(List<Limit> key, long tokens) {
        return limiter.take(key, tokens, 0).result();
    }

    private Ticket granted(List<Limit> key, long tokens) {
        return ((Grant.Granted) take(key, tokens)).ticket();
    }

    private Grant.Denied denied(List<Limit> key, long tokens) {
        return (Grant.Denied) take(key, tokens);
    }

    @Test
    void aKeyWithoutLimitsIsNotCounted() {
        Grant grant = take(List.of(), 1_000_000);

        assertThat(grant.states()).isEmpty();
        assertThat(limiter.size()).isZero();
    }

    @Test
    void asManyRequestsAsTheLimitPassAtOnceAndOneMoreDoesNot() {
        for (int i = 0; i < 60; i++) {
            granted(perMinute(60), 1);
        }

        Grant.Denied denied = denied(perMinute(60), 1);

        assertThat(denied.error().message()).isEqualTo("The key's limit of 60 requests per minute is reached.");
        assertThat(denied.error().status()).isEqualTo(429);
        assertThat(denied.error().retry()).contains(Duration.ofMinutes(1));
    }

    @Test
    void aRefusedRequestPassesAfterTheTimeThatItWasTold() {
        for (int i = 0; i < 7; i++) {
            granted(perMinute(7), 1);
        }
        Duration wait = denied(perMinute(7), 1).error().retry().orElseThrow();

        clock.pass(wait.minusMillis(1));
        assertThat(take(perMinute(7), 1)).isInstanceOf(Grant.Denied.class);
        clock.pass(Duration.ofMillis(1));
        assertThat(take(perMinute(7), 1)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void theHeadersSayWhatIsLeftAndWhenTheLimitIsWholeAgain() {
        granted(perMinute(60), 1);

        List<LimitState> states = take(perMinute(60), 1).states();

        assertThat(states).containsExactly(new LimitState(Dimension.REQUESTS, 60, 58, Duration.ofMinutes(1)));
    }

    @Test
    void tokensAreTakenByEstimateAndCorrectedAtTheEnd() {
        Ticket ticket = granted(tokens(1_000), 900);
        assertThat(take(tokens(1_000), 200)).isInstanceOf(Grant.Denied.class);

        ticket.settle(300);

        assertThat(take(tokens(1_000), 700)).isInstanceOf(Grant.Granted.class);
        assertThat(take(tokens(1_000), 1)).isInstanceOf(Grant.Denied.class);
    }

    @Test
    void aCallThatUsedMoreThanItsEstimateLeavesADebt() {
        granted(tokens(600), 600).settle(1_200);

        Grant.Denied denied = denied(tokens(600), 1);

        assertThat(denied.error().message()).isEqualTo("The key's limit of 600 tokens per minute is reached.");
        assertThat(denied.error().retry().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
        assertThat(denied.states().getFirst().remaining()).isZero();
    }

    @Test
    void aRequestLargerThanTheLimitWaitsForAFullBucketAndThenPasses() {
        Grant first = take(tokens(100), 5_000);

        assertThat(first).isInstanceOf(Grant.Granted.class);
        assertThat(take(tokens(100), 5_000)).isInstanceOf(Grant.Denied.class);
    }

    @Test
    void ofALongAnswerOnlyTheLikelyPartIsTaken() {
        Grant grant = limiter.take(tokens(10_000), 904, 1_000_000).result();

        assertThat(grant.states().getFirst().remaining()).isEqualTo(5_000);
    }

    @Test
    void slotsComeBackWhenCallsEnd() {
        List<Limit> key = key(new KeyLimits(null, null, 2L));
        Ticket first = granted(key, 1);
        granted(key, 1);

        Grant.Denied denied = denied(key, 1);
        first.settle(1);

        assertThat(denied.error().message()).isEqualTo("The key's limit of 2 calls at a time is reached.");
        assertThat(denied.error().retry()).contains(Duration.ofSeconds(1));
        assertThat(take(key, 1)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void aRefusalByOneLimitTakesNothingOfTheOthers() {
        List<Limit> key = key(new KeyLimits(10L, 1_000L, 1L));
        Ticket holder = granted(key, 100);

        Grant.Denied denied = denied(key, 100);
        holder.settle(100);
        Grant next = take(key, 100);

        assertThat(denied.dimension()).isEqualTo(Dimension.CONCURRENCY);
        assertThat(next.states()).extracting(LimitState::remaining).containsExactly(8L, 800L, 0L);
    }

    @Test
    void allScopesHoldTogetherAndTheRefusalNamesTheOneThatIsReached() {
        Limit group = limit(Scope.GROUP, "g", new KeyLimits(3L, null, null));
        List<Limit> one = List.of(limit(Scope.KEY, "k", new KeyLimits(2L, null, null)), group);
        List<Limit> other = List.of(limit(Scope.KEY, "l", new KeyLimits(5L, null, null)), group);
        granted(one, 1);
        granted(one, 1);

        Grant.Denied byKey = denied(one, 1);
        Grant last = take(other, 1);
        Grant.Denied byGroup = denied(other, 1);

        assertThat(byKey.scope()).isEqualTo(Scope.KEY);
        assertThat(last.states())
                .containsExactly(new LimitState(Scope.GROUP, Dimension.REQUESTS, 3, 0, Duration.ofMinutes(1)));
        assertThat(byGroup.scope()).isEqualTo(Scope.GROUP);
        assertThat(byGroup.error().message()).isEqualTo("The group's limit of 3 requests per minute is reached.");
        assertThat(limiter.look(other.subList(0, 1)).getFirst().remaining()).isEqualTo(4);
    }

    @Test
    void aModelIsLimitedOverAllItsCallers() {
        LimitBook book = new LimitBook(List.of(
                limit(Scope.MODEL, "gpt-*", new KeyLimits(2L, null, null)),
                limit(Scope.MODEL, "gpt-x", new KeyLimits(1L, null, null))));
        List<Limit> own = key(new KeyLimits(10L, null, null));

        Grant first = take(book.with(own, "gpt-x"), 1);
        Grant.Denied exact = denied(book.with(key(new KeyLimits(9L, null, null)), "gpt-x"), 1);
        Grant second = take(book.with(List.of(), "gpt-y"), 1);
        Grant.Denied pattern = denied(book.with(List.of(), "gpt-y"), 1);

        assertThat(first).isInstanceOf(Grant.Granted.class);
        assertThat(exact.error().message()).isEqualTo("The model's limit of 1 requests per minute is reached.");
        assertThat(second).isInstanceOf(Grant.Granted.class);
        assertThat(pattern.error().message()).isEqualTo("The model's limit of 2 requests per minute is reached.");
        assertThat(book.with(own, "other")).isSameAs(own);
    }

    @Test
    void aCancelledCallGivesEverythingBack() {
        List<Limit> key = key(new KeyLimits(1L, 100L, 1L));

        granted(key, 100).cancel();

        assertThat(take(key, 100)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void aChangedLimitHoldsFromTheNextRequestOn() {
        for (int i = 0; i < 10; i++) {
            granted(perMinute(10), 1);
        }

        Grant lower = take(perMinute(5), 1);
        clock.pass(Duration.ofMinutes(1));
        Grant refilled = take(perMinute(5), 1);

        assertThat(lower).isInstanceOf(Grant.Denied.class);
        assertThat(refilled.states().getFirst().remaining()).isEqualTo(4);
    }

    @Test
    void idleKeysAreForgottenAndBusyOnesAreNot() {
        List<Limit> key = key(new KeyLimits(10L, null, 1L));
        Ticket ticket = granted(key, 1);

        clock.pass(Duration.ofMinutes(5));
        limiter.sweep();
        int whileBusy = limiter.size();
        ticket.settle(1);
        limiter.sweep();

        assertThat(whileBusy).isEqualTo(1);
        assertThat(limiter.size()).isZero();
    }

    @Test
    void ofManyAtOnceExactlyTheLimitPasses() {
        AtomicInteger passed = new AtomicInteger();
        List<Thread> callers = IntStream.range(0, 64)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < 50; n++) {
                        limiter.sweep();
                        if (take(perMinute(1_000), 1) instanceof Grant.Granted) {
                            passed.incrementAndGet();
                        }
                    }
                }))
                .toList();

        callers.forEach(LocalLimiterTest::join);

        assertThat(passed.get()).isEqualTo(1_000);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
