package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelEvents.Event;
import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.KeyChoice;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several keys of one channel: which is tried, which rests, and when the channel does. */
class KeysTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private TestBench bench = new TestBench(serving("a", "m", "n").keys(KeyChoice.FILL_FIRST, "main", "k2", "k3"));

    @Test
    void furtherKeysFollowTheFirstAsFarAsThereIsRoom() {
        assertThat(keys("m")).containsExactly("main", "k2", "k3");

        bench = new TestBench(
                serving("a", "m").priority(3).keys(KeyChoice.FILL_FIRST, "k1", "k2"),
                serving("b", "m").priority(2),
                serving("c", "m").priority(1),
                serving("d", "m"));

        assertThat(bench.route("m").candidates())
                .extracting(Candidate::channelId, Candidate::keyId)
                .containsExactly(tuple("a", "k1"), tuple("a", "k2"), tuple("b", "main"), tuple("c", "main"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"KEY_REFUSED", "OUT_OF_QUOTA"})
    void aKeyThatIsRefusedRestsForAllModelsAndTheOthersGoOn(Verdict verdict) {
        learn("main", "m", verdict, null);

        assertThat(keys("m")).containsExactly("k2", "k3");
        assertThat(keys("n")).containsExactly("k2", "k3");
        assertThat(state().rest().state()).isEqualTo("working");
        assertThat(key("main").rest().state()).isEqualTo("resting");
    }

    @Test
    void aLimitRestsTheKeyForThatModelOnly() {
        learn("main", "m", Verdict.LIMITED, MINUTE);

        assertThat(keys("m")).containsExactly("k2", "k3");
        assertThat(keys("n")).containsExactly("main", "k2", "k3");
        assertThat(key("main").models()).extracting(model -> model.model()).containsExactly("m");
        assertThat(state().models()).isEmpty();
    }

    @Test
    void anUnknownModelRestsForAllKeysAndFailuresRestTheChannel() {
        learn("main", "m", Verdict.MODEL_UNKNOWN, null);

        assertThat(keys("n")).hasSize(3);
        assertThat(bench.route("m").candidates()).extracting(Candidate::keyId).isNotEmpty();
        assertThat(state().models()).extracting(model -> model.model()).containsExactly("m");

        for (int i = 0; i < 5; i++) {
            learn(i % 2 == 0 ? "main" : "k2", "n", Verdict.FAILED, null);
        }
        assertThat(state().rest().reason()).isEqualTo(RestReason.FAILURES_IN_A_ROW.text());
    }

    @Test
    void aChannelAllOfWhoseKeysRestIsResting() {
        learn("main", "m", Verdict.KEY_REFUSED, null);
        learn("k2", "m", Verdict.OUT_OF_QUOTA, null);
        assertThat(state().rest().state()).isEqualTo("working");

        learn("k3", "m", Verdict.KEY_REFUSED, null);

        assertThat(state().rest().state()).isEqualTo("resting");
        assertThat(bench.models("team")).isEmpty();
    }

    @Test
    void anAccountWithoutQuotaRestsForLongerAndAsLongAsItsUpstreamSays() {
        learn("main", "m", Verdict.OUT_OF_QUOTA, null);
        assertThat(key("main").rest().lasts()).isEqualTo(Duration.ofMinutes(5));

        learn("k2", "m", Verdict.OUT_OF_QUOTA, Duration.ofHours(7));
        assertThat(key("k2").rest().lasts()).isEqualTo(Duration.ofHours(7));

        bench.clock.pass(Duration.ofMinutes(299));
        learn("k3", "m", Verdict.KEY_REFUSED, null);
        assertThat(key("k2").rest().state()).isEqualTo("resting");
    }

    @Test
    void anAccountWithoutQuotaIsNotAskedAgainWhenALimitBeginsAnew() {
        learn("main", "m", Verdict.OUT_OF_QUOTA, Duration.ofSeconds(1));

        assertThat(key("main").rest().lasts()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aKeyThatRestsIsProbedByOneCallAndFollowedByThoseThatWork() {
        learn("main", "m", Verdict.KEY_REFUSED, null);
        bench.clock.passSeconds(30);

        assertThat(keys("m")).containsExactly("main", "k2", "k3");
        assertThat(keys("m")).containsExactly("k2", "k3");

        learn("main", "m", Verdict.OK, null);
        assertThat(keys("m")).containsExactly("main", "k2", "k3");
        assertThat(key("main").rest().state()).isEqualTo("working");
    }

    @Test
    void aKeyWithNothingLeftOfItsLimitsComesAfterTheOthers() {
        bench.router.learn(new Outcome(
                        "a",
                        "m",
                        Verdict.OK,
                        null,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        List.of(new UpstreamLimit(UpstreamLimit.Kind.REQUESTS, 10, 0, MINUTE)))
                .with("main"));

        assertThat(keys("m")).containsExactly("k2", "k3", "main");
        assertThat(keys("n")).containsExactly("main", "k2", "k3");
    }

    @Test
    void aFactOfAnotherNodeIsOfItsKey() {
        bench.clock.passSeconds(1);
        ChannelFact fact = new ChannelFact("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO, MINUTE, "k2");

        bench.router.hear(new ChannelRefused(1, "there", fact));

        assertThat(keys("m")).containsExactly("main", "k3");
        assertThat(key("k2").rest().saidBy()).isEqualTo("there");
    }

    @Test
    void whatAnUpstreamSaysOfAKeyIsToldWithTheKey() {
        bench.router.tick(false);

        learn("k2", "m", Verdict.OUT_OF_QUOTA, MINUTE);
        learn("main", "m", Verdict.KEY_REFUSED, null);

        assertThat(bench.told).extracting(news -> news.fact().key()).containsExactly("k2", null);
        assertThat(bench.told)
                .extracting(news -> news.fact().reason())
                .containsExactly(ChannelFact.OUT_OF_QUOTA, ChannelFact.KEY_REFUSED);
    }

    @Test
    void keysThatStayKeepTheirHealthWhenOthersComeAndGo() {
        learn("k2", "m", Verdict.OUT_OF_QUOTA, MINUTE);
        bench.clock.passSeconds(1);

        bench.adopt(serving("a", "m", "n").keys(KeyChoice.FILL_FIRST, "k2", "k4"));

        assertThat(key("k2").rest().reason()).isEqualTo(RestReason.OUT_OF_QUOTA.text());
        assertThat(key("k4").rest().state()).isEqualTo("working");
        learn("main", "m", Verdict.KEY_REFUSED, null);
        assertThat(state().keys()).extracting(KeyState::id).containsExactly("k2", "k4");
    }

    @Test
    void aChannelWithoutAnyKeyInUseIsNotTriedEvenAsTheLast() {
        bench.adopt(serving("a", "m").keys(KeyChoice.RANDOM));

        assertThat(bench.route("m").isDeadEnd()).isTrue();
        assertThat(bench.route("m").known()).isTrue();
        assertThat(state().rest().reason()).isEqualTo(RestReason.NO_KEY.text());

        bench.adopt(serving("a", "m").keys(KeyChoice.RANDOM, "main"));
        assertThat(keys("m")).containsExactly("main");
    }

    @Test
    void aTrialDoesNotPutAChannelToUseAllOfWhoseKeysAreDisabled() {
        bench.adopt(serving("a", "m").keys(KeyChoice.RANDOM));
        bench.clock.passSeconds(1);
        Outcome works = new Outcome("a", "m", Verdict.OK, null, null, Duration.ofMillis(1));

        bench.router.learn(new ChannelTried("here", ChannelTried.BY_HAND, works), TrialOrigin.HERE);
        bench.router.learn(new ChannelTried("there", ChannelTried.BY_HAND, works), TrialOrigin.ELSEWHERE);

        assertThat(state().rest().reason()).isEqualTo(RestReason.NO_KEY.text());
        assertThat(bench.route("m").isDeadEnd()).isTrue();
    }

    @Test
    void aChannelWithoutAnyKeyInUseIsNoReasonToTryOthersThatRest() {
        bench.adopt(
                serving("a", "m").keys(KeyChoice.RANDOM),
                serving("b", "m").keys(KeyChoice.RANDOM),
                serving("c", "m"),
                serving("d", "m"));
        bench.learn("d", "m", Verdict.KEY_REFUSED);

        assertThat(bench.order("m")).containsExactly("c");
    }

    @Test
    void theTimelineSaysWhatRestedAndCameBackNewestFirst() {
        learn("k2", "m", Verdict.KEY_REFUSED, null);
        bench.clock.passSeconds(30);
        keys("m");
        learn("k2", "m", Verdict.OK, null);
        bench.adopt(serving("a", "m", "n").keys(KeyChoice.FILL_FIRST, "main", "k2"));

        assertThat(events())
                .extracting(Event::what, Event::key)
                .containsExactly(
                        tuple(ChannelEvents.DISABLED, "k3"),
                        tuple(ChannelEvents.RETURNED, "k2"),
                        tuple(ChannelEvents.RESTED, "k2"));
        assertThat(events().getLast().reason()).isEqualTo(RestReason.KEY_REFUSED.text());

        for (int i = 0; i < 500; i++) {
            learn("main", "invented-" + i, Verdict.MODEL_UNKNOWN, null);
        }
        assertThat(events()).hasSize(Timeline.MOST);
    }

    @Test
    void aTrialThatWorksEndsARestHereAndIsAReasonToTryElsewhere() {
        TestBench elsewhere = new TestBench(serving("a", "m").keys(KeyChoice.FILL_FIRST, "main", "k2"));
        learn("main", "m", Verdict.KEY_REFUSED, null);
        bench.clock.passSeconds(2);
        elsewhere.learn("a", "m", Verdict.KEY_REFUSED);
        Outcome works = new Outcome("a", "m", Verdict.OK, null, null, Duration.ofMillis(1));

        bench.router.learn(new ChannelTried("here", ChannelTried.BY_HAND, works), TrialOrigin.HERE);
        elsewhere.router.learn(new ChannelTried("there", ChannelTried.BY_HAND, works), TrialOrigin.ELSEWHERE);

        assertThat(key("main").rest().state()).isEqualTo("working");
        assertThat(bench.meters
                        .counter("sluice.channel.trials", "why", "hand", "result", "ok")
                        .count())
                .isEqualTo(1);
        assertThat(elsewhere.route("m").candidates())
                .extracting(Candidate::keyId)
                .containsExactly("main", "k2");
        assertThat(elsewhere.meters.find("sluice.channel.trials").counters()).isEmpty();
    }

    private void learn(String key, String model, Verdict verdict, @Nullable Duration retryAfter) {
        bench.clock.pass(Duration.ofMillis(1));
        Duration took = Duration.ofMillis(1);
        bench.router
                .learn(new Outcome("a", model, verdict, retryAfter, null, took).with(key))
                .ifPresent(bench.told::add);
    }

    private List<String> keys(String model) {
        return bench.route(model).candidates().stream().map(Candidate::keyId).toList();
    }

    private ChannelState state() {
        return bench.router.channels(new ChannelsRequest("a")).channels().getFirst();
    }

    private KeyState key(String id) {
        return state().keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<Event> events() {
        return bench.router.events(new ChannelQuery("a")).events();
    }
}
