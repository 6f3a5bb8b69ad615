package dev.sluice.router;

import static dev.sluice.router.Figures.SEEDS;
import static dev.sluice.router.Figures.print;
import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Needs;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What several keys of one channel do for callers, as figures. Other seeds: {@code -Dsluice.seeds=7,8}. */
class KeySimulationTest {
    private static final String[] FIVE = {"main", "k2", "k3", "k4", "k5"};
    private static final Duration TOOK = Duration.ofMillis(1);
    private static final int CALLS = 10_000;
    private static final int SESSIONS = 500;
    private static final int TURNS = 10;

    private static TestBench bench(Strategy strategy, KeyChoice choice, String... keys) {
        return new TestBench(
                RouterSettings.DEFAULTS.with(strategy), serving("a", "m").keys(choice, keys));
    }

    @Test
    void eachChoiceSpreadsCallsAsItSays() {
        Map<String, Integer> turns = firsts(bench(Strategy.WEIGHTED, KeyChoice.ROUND_ROBIN, FIVE));
        Map<String, Integer> lots = firsts(bench(Strategy.WEIGHTED, KeyChoice.RANDOM, FIVE));
        Map<String, Integer> filled = firsts(bench(Strategy.WEIGHTED, KeyChoice.FILL_FIRST, FIVE));

        long fromFifth = lots.values().stream()
                .mapToLong(calls -> Math.abs(calls - CALLS / 5))
                .max()
                .orElseThrow();
        boolean even = turns.values().stream().allMatch(calls -> calls == CALLS / 5) && turns.size() == 5;
        print("K1", turns.getOrDefault("k3", 0), "of_10000_calls_at_each_of_five_keys_by_turns", even);
        print("K1", fromFifth, "calls_off_a_fifth_at_most_by_lot", fromFifth <= 200 && lots.size() == 5);
        print(
                "K1",
                filled.getOrDefault("main", 0),
                "of_10000_calls_at_the_first_key_by_fill_first",
                filled.size() == 1);
        assertThat(even).isTrue();
        assertThat(lots).hasSize(5);
        assertThat(fromFifth).isLessThanOrEqualTo(200);
        assertThat(filled).containsExactly(Map.entry("main", CALLS));
    }

    private static Map<String, Integer> firsts(TestBench bench) {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            firsts.merge(bench.route("m").candidates().getFirst().keyId(), 1, Integer::sum);
        }
        return firsts;
    }

    @Test
    void turnsOfASessionStayWithTheirKeyAndOnlyThoseOfAKeyThatFailsMove() {
        long sameShare = 100;
        long movedOthers = 0;
        long stayedAfter = 100;
        for (long seed : SEEDS) {
            TestBench bench = bench(Strategy.SESSION_AFFINITY, KeyChoice.ROUND_ROBIN, FIVE);
            SplittableRandom random = new SplittableRandom(seed);
            long[] sessions = random.longs(SESSIONS).map(anchor -> anchor | 1).toArray();
            Map<Long, String> first = new HashMap<>();
            sameShare = Math.min(sameShare, sameKey(bench, sessions, first));
            bench.clock.passSeconds(1);
            bench.router.learn(new Outcome("a", "m", Verdict.KEY_REFUSED, null, null, TOOK).with("k3"));
            Map<Long, String> after = new HashMap<>();
            stayedAfter = Math.min(stayedAfter, sameKey(bench, sessions, after));
            for (long session : sessions) {
                boolean moved = !Objects.equals(first.get(session), after.get(session));
                movedOthers += moved && !Objects.equals(first.get(session), "k3") ? 1 : 0;
                assertThat(after.get(session)).isNotEqualTo("k3");
            }
        }
        print("K2", sameShare, "percent_of_turns_at_the_key_of_their_session", sameShare == 100);
        print("K2", stayedAfter, "percent_of_turns_at_one_key_after_another_failed", stayedAfter == 100);
        print("K2", movedOthers, "sessions_of_sound_keys_moved_when_one_failed", movedOthers == 0);
        assertThat(sameShare).isEqualTo(100);
        assertThat(stayedAfter).isEqualTo(100);
        assertThat(movedOthers).isZero();
    }

    private static long sameKey(TestBench bench, long[] sessions, Map<Long, String> keys) {
        long same = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            for (long session : sessions) {
                String key = first(bench, session);
                same += key.equals(keys.computeIfAbsent(session, it -> key)) ? 1 : 0;
            }
        }
        assertThat(Set.copyOf(keys.values())).hasSizeGreaterThan(3);
        return same * 100 / ((long) SESSIONS * TURNS);
    }

    private static String first(TestBench bench, long session) {
        RouteRequest request = new RouteRequest(
                "team", "m", Dialect.OPENAI, Operation.CHAT, Needs.NONE, Set.of(), new Anchor(session, 0));
        return bench.router.route(request).candidates().getFirst().keyId();
    }

    @Test
    void aBadKeyAmongFiveCostsCallersNothing() {
        for (KeyChoice choice : KeyChoice.values()) {
            Walked walked = walk(bench(Strategy.WEIGHTED, choice, FIVE), key -> key.equals("main"));
            boolean holds = walked.errors == 0 && walked.attempts * 100 <= walked.calls * 101;
            print("K3", walked.errors, "errors_of_6000_calls_with_a_bad_key_of_five_" + choice.word(), holds);
            print("K3", walked.attempts - walked.calls, "further_attempts_in_ten_minutes_" + choice.word(), holds);
            assertThat(walked.errors).isZero();
            assertThat(walked.attempts * 100).isLessThanOrEqualTo(walked.calls * 101);
        }
    }

    @Test
    void threeBadKeysOfFiveCostCallersNothingEither() {
        Walked walked = walk(
                bench(Strategy.WEIGHTED, KeyChoice.ROUND_ROBIN, FIVE),
                key -> Set.of("k2", "k3", "k4").contains(key));
        boolean holds = walked.errors == 0 && walked.attempts * 10 <= walked.calls * 12;
        print("K4", walked.errors, "errors_of_6000_calls_with_three_bad_keys_of_five", holds);
        print("K4", walked.attempts - walked.calls, "further_attempts_in_ten_minutes", holds);
        assertThat(holds).isTrue();
    }

    private static final class Walked {
        private int calls;
        private int attempts;
        private int errors;
    }

    /** Ten calls in a second for ten minutes, each tried along its route. */
    private static Walked walk(TestBench bench, Predicate<String> isBad) {
        Walked walked = new Walked();
        for (; walked.calls < 6_000; walked.calls++) {
            bench.clock.pass(Duration.ofMillis(100));
            List<Candidate> route = bench.route("m").candidates();
            boolean answered = false;
            for (int i = 0; i < route.size() && !answered; i++) {
                walked.attempts++;
                answered = !isBad.test(route.get(i).keyId());
                Verdict verdict = answered ? Verdict.OK : Verdict.KEY_REFUSED;
                bench.clock.pass(TOOK);
                bench.router.learn(new Outcome("a", "m", verdict, null, null, TOOK)
                        .with(route.get(i).key()));
            }
            walked.errors += answered ? 0 : 1;
        }
        return walked;
    }
}
