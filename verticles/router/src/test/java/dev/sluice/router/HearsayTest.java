package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.ChannelFact;
import dev.sluice.bus.ChannelRefused;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelSum.Left;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.bus.ChannelsSummed;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.ChannelLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What other nodes say, and what a router makes of it. */
class HearsayTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long number;
    private final TestBench bench = new TestBench(serving("a", "m", "n"), serving("b", "m", "n"));

    @Test
    void aRefusedKeyElsewhereSendsTheChannelToRestForThirtySecondsAtMost() {
        bench.clock.passSeconds(1);
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);

        assertThat(bench.order("m")).containsExactly("b");
        assertThat(bench.route("m").skipped().getFirst().reason()).contains("to another node");
        bench.clock.pass(Duration.ofMillis(29_999));
        assertThat(bench.order("m")).containsExactly("b");

        bench.clock.pass(Duration.ofMillis(1));
        assertThat(bench.order("m")).as("the probe").containsExactly("a", "b");
    }

    @Test
    void theSameFactToldAgainIsNotBelievedAgainstOwnProof() {
        bench.clock.passSeconds(1);
        for (int second = 0; second < 30; second++) {
            refused("a", null, ChannelFact.KEY_REFUSED, Duration.ofSeconds(second));
            bench.clock.passSeconds(1);
        }
        assertThat(bench.order("m")).startsWith("a");
        bench.learn("a", "m", Verdict.OK);

        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ofSeconds(31));
        assertThat(bench.order("m")).contains("a");
        bench.clock.passSeconds(10);
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);
        assertThat(bench.order("m")).as("disproved a moment ago").contains("a");

        bench.clock.pass(Duration.ofMinutes(5));
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);
        assertThat(bench.order("m")).containsExactly("b");
    }

    @Test
    void aProbeThatIsRefusedTooMakesItThisNodesOwnFact() {
        bench.clock.passSeconds(1);
        bench.learn("b", "m", Verdict.OK);
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);
        assertThat(digest().facts()).as("hearsay is not passed on").isEmpty();
        bench.clock.passSeconds(30);
        bench.order("m");

        bench.learn("a", "m", Verdict.KEY_REFUSED);

        assertThat(digest().facts())
                .singleElement()
                .satisfies(fact -> assertThat(fact.reason()).isEqualTo(ChannelFact.KEY_REFUSED));
    }

    @Test
    void aLimitElsewhereRestsTheModelAlone() {
        bench.clock.passSeconds(1);

        refused("a", "m", ChannelFact.LIMITED, Duration.ZERO);

        assertThat(bench.order("m")).containsExactly("b");
        assertThat(bench.order("n")).contains("a");
        assertThat(bench.models("team")).contains("m");
    }

    @Test
    void whatIsNotUnderstoodOrComesFromThisNodeChangesNothing() {
        bench.clock.passSeconds(1);
        refused("a", null, "eclipsed", Duration.ZERO);
        refused("a", null, ChannelFact.LIMITED, Duration.ZERO);
        refused("gone", null, ChannelFact.KEY_REFUSED, Duration.ZERO);
        refused("a", "m".repeat(300), ChannelFact.LIMITED, Duration.ZERO);
        bench.router.hear(new ChannelRefused(
                1, "here", new ChannelFact("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO, MINUTE)));
        bench.router.hear(new ChannelRefused(
                9, "there", new ChannelFact("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO, Duration.ZERO)));

        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
        assertThat(bench.meters.counter("sluice.channel.facts.believed").count())
                .isZero();
    }

    @Test
    void aNewKeyIsTriedAtOnceWhoeverSaidThatTheOldOneWasRefused() {
        bench.clock.passSeconds(1);
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);

        bench.adopt(serving("a", "m", "n"), serving("b", "m", "n"));

        assertThat(bench.order("m")).startsWith("a");
    }

    @Test
    void factsThatWereTrueOfAnEarlierUpstreamAreNotBelieved() {
        bench.clock.passSeconds(10);
        bench.adopt(serving("a", "m").baseUrl("https://other.example.com"), serving("b", "m"));
        bench.clock.passSeconds(1);

        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ofSeconds(2));

        assertThat(bench.order("m")).contains("a");
    }

    @Test
    void whatIsCertainIsToldAtOnceAndInEachDigestUntilItIsOver() {
        bench.router.tick(false);
        bench.learn("a", "m", Verdict.KEY_REFUSED);
        bench.learn("b", "m", Verdict.LIMITED, Duration.ofSeconds(20));

        assertThat(bench.told)
                .hasSize(2)
                .allSatisfy(news -> assertThat(news.node()).isEqualTo("here"));
        assertThat(bench.told.getLast().fact())
                .isEqualTo(new ChannelFact("b", "m", ChannelFact.LIMITED, Duration.ZERO, Duration.ofSeconds(20)));
        bench.clock.passSeconds(5);
        assertThat(digest().facts())
                .extracting(ChannelFact::reason)
                .containsExactlyInAnyOrder(ChannelFact.KEY_REFUSED, ChannelFact.LIMITED);
        bench.clock.passSeconds(20);
        assertThat(digest().facts()).extracting(ChannelFact::reason).containsExactly(ChannelFact.KEY_REFUSED);
    }

    @Test
    void aGuessIsToldToNobody() {
        bench.router.tick(false);
        bench.learn("b", "n", Verdict.OK);
        bench.fail("a", "m", 5);
        bench.learn("b", "m", Verdict.LIMITED);

        assertThat(bench.told).isEmpty();
        assertThat(digest().facts()).isEmpty();
    }

    @Test
    void aNodeThatIsAloneTellsNothing() {
        assertThat(bench.router.tick(true)).isEmpty();
        bench.learn("a", "m", Verdict.KEY_REFUSED);

        assertThat(bench.router.tick(true)).isEmpty();
        assertThat(bench.told).isEmpty();
    }

    @Test
    void whoHasNothingToSaySaysSoOnce() {
        bench.learn("a", "m", Verdict.OK);
        assertThat(digest().channels()).hasSize(1);
        bench.clock.passSeconds(20);

        assertThat(digest().channels()).isEmpty();
        assertThat(bench.router.tick(false)).isEmpty();
    }

    @Test
    void failuresElsewhereCountHalfForWeightAndEndNothing() {
        said("there", sum("a", 3, 100, 100));
        bench.router.tick(false);

        List<String> firsts = firsts(120);

        // Nothing is known here, so all that is known failed: two tenths of the weight are left.
        assertThat(Collections.frequency(firsts, "a")).isEqualTo(20);
        IntStream.range(0, 100).forEach(i -> bench.learn("a", "m", Verdict.OK));
        said("there", sum("a", 3, 100, 100));
        bench.router.tick(false);
        // 100 worked here, 100 failed there and count half: a third failed.
        assertThat(share("a")).isEqualTo(6);
        assertThat(state("a").rest().state()).isEqualTo("working");
    }

    @Test
    void fewSamplesAndEverydayFailuresLeaveWeightsAlone() {
        said("there", sum("a", 0, 30, 30));
        bench.router.tick(false);
        assertThat(share("a")).isEqualTo(10);

        said("there", sum("a", 0, 1000, 100));
        bench.router.tick(false);
        assertThat(share("a")).isEqualTo(10);
    }

    @Test
    void whatWasSaidIsDroppedBeforeItIsFiveSecondsOld() {
        said("there", sum("a", 7, 100, 100));
        bench.router.tick(false);
        assertThat(state("a").inFlightElsewhere()).isEqualTo(7);

        bench.clock.passSeconds(4);
        bench.router.tick(false);
        assertThat(state("a").inFlightElsewhere()).isEqualTo(7);
        bench.clock.passSeconds(1);
        bench.router.tick(false);

        assertThat(state("a").inFlightElsewhere()).isZero();
        assertThat(share("a")).isEqualTo(10);
    }

    @Test
    void aDigestReplacesTheOneBefore() {
        said("there", sum("a", 7, 0, 0));
        said("there", sum("a", 2, 0, 0));
        said("elsewhere", sum("a", 1, 0, 0));
        bench.router.tick(false);

        assertThat(state("a").inFlightElsewhere()).isEqualTo(3);
    }

    @Test
    void aDigestThatWasOvertakenIsPassedOver() {
        said("there", sum("a", 7, 0, 0));
        number -= 2;
        said("there", sum("a", 2, 0, 0));
        bench.router.tick(false);

        assertThat(state("a").inFlightElsewhere()).isEqualTo(7);
    }

    @Test
    void senselessNumbersDoNoHarm() {
        said(
                "there",
                new ChannelSum(
                        "a", -5, Long.MAX_VALUE, Long.MAX_VALUE, -1, Duration.ofDays(9999), Long.MAX_VALUE, List.of()));
        said("elsewhere", new ChannelSum("a", 1, -4, 9, 9, Duration.ofSeconds(-1), 3, List.of()));
        bench.router.tick(false);

        assertThat(state("a").inFlightElsewhere()).isEqualTo(1);
        assertThat(share("a")).isEqualTo(2);
    }

    @Test
    void aChannelWhoseUpstreamHasNothingLeftIsTheLastCandidate() {
        TestBench tiers = new TestBench(
                serving("a", "m").priority(2),
                serving("b", "m").priority(1),
                serving("c", "m").priority(1));
        Left nothing = new Left("m", "requests", 100, 0, Duration.ZERO, Duration.ofSeconds(20));
        tiers.router.hear(new ChannelsSummed(
                1, "there", 1, List.of(new ChannelSum("a", 0, 1, 0, 0, null, 0, List.of(nothing))), List.of()));

        assertThat(tiers.order("m")).endsWith("a").hasSize(3);
        assertThat(tiers.models("team")).containsExactly("m");

        tiers.clock.passSeconds(20);
        assertThat(tiers.order("m")).startsWith("a");
    }

    @Test
    void aChannelWithoutRoomForMoreIsTheLastCandidate() {
        SampleChannel narrow = new SampleChannel(serving("a", "m")
                .priority(1)
                .channel()
                .change()
                .limits(new ChannelLimits(null, null, 1L))
                .channel());
        TestBench tiers = new TestBench(narrow, serving("b", "m"));
        assertThat(tiers.order("m")).containsExactly("a", "b");

        tiers.traffic.begin(tiers.route("m").candidates().getFirst(), 0);

        assertThat(tiers.order("m")).containsExactly("b", "a");
    }

    @Test
    void operatorsSeeWhyAChannelRestsAndWhoSaidSo() {
        bench.clock.passSeconds(1);
        refused("a", null, ChannelFact.KEY_REFUSED, Duration.ZERO);
        bench.learn("b", "m", Verdict.LIMITED, Duration.ofSeconds(9));

        ChannelState a = state("a");
        assertThat(a.rest().state()).isEqualTo("resting");
        assertThat(a.rest().saidBy()).isEqualTo("there");
        assertThat(a.rest().reason()).isEqualTo("rests, the upstream refused its key to another node");
        assertThat(a.rest().lasts()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        ChannelState b = state("b");
        assertThat(b.rest().saidBy()).isEmpty();
        assertThat(b.models())
                .singleElement()
                .satisfies(model -> assertThat(model.rest().lasts()).isEqualTo(Duration.ofSeconds(9)));
    }

    @Test
    void howeverManySpeakMemoryAndDigestsStayBounded() {
        SampleChannel[] many =
                IntStream.range(0, 1000).mapToObj(i -> serving("c" + i, "m")).toArray(SampleChannel[]::new);
        TestBench crowd = new TestBench(many);
        List<ChannelSum> sums =
                IntStream.range(0, 1000).mapToObj(i -> sumWithLimits("c" + i)).toList();
        for (int node = 0; node < 1000; node++) {
            crowd.router.hear(new ChannelsSummed(1, "node-" + node, 1, sums, List.of()));
        }
        for (int i = 0; i < many.length; i++) {
            crowd.learn("c" + i, "m", i % 2 == 0 ? Verdict.OK : Verdict.KEY_REFUSED);
            crowd.learn("c" + i % 100, "n", i % 2 == 0 ? Verdict.OK : Verdict.REQUEST_AT_FAULT);
        }

        ChannelsSummed digest = crowd.router.tick(false).orElseThrow();

        long limits =
                digest.channels().stream().mapToLong(sum -> sum.limits().size()).sum();
        double nodes = crowd.meters.get("sluice.channel.digests").gauge().value();
        boolean bounded = nodes <= Gossip.MOST_NODES
                && digest.channels().size() <= Gossip.MOST_CHANNELS
                && digest.facts().size() <= Gossip.MOST_FACTS
                && limits <= Gossip.MOST_LIMITS;
        System.out.printf(
                "H8 %d channels_in_a_digest_of_1000_with_%d_limits_and_%d_facts_of_%d_nodes_kept %s%n",
                digest.channels().size(), limits, digest.facts().size(), (int) nodes, bounded ? "pass" : "fail");
        assertThat(bounded).isTrue();
        assertThat(crowd.router
                        .channel("c0")
                        .orElseThrow()
                        .health()
                        .keys()
                        .first()
                        .limits()
                        .modelsKnown())
                .isLessThanOrEqualTo(UpstreamLimits.MOST_MODELS);
    }

    private static ChannelSum sumWithLimits(String id) {
        List<Left> limits = IntStream.range(0, 100)
                .mapToObj(i -> new Left("invented-" + i, "requests", 9, 5, Duration.ZERO, MINUTE))
                .toList();
        return new ChannelSum(id, 1, 5, 0, 0, null, 0, limits);
    }

    private List<String> firsts(int calls) {
        return Stream.generate(() -> bench.order("m").getFirst()).limit(calls).toList();
    }

    private int share(String channel) {
        return state(channel).share();
    }

    private ChannelState state(String channel) {
        return bench.router.channels(new ChannelsRequest(channel)).channels().getFirst();
    }

    private ChannelsSummed digest() {
        return bench.router.tick(false).orElseThrow();
    }

    private void refused(String channel, @Nullable String model, String reason, Duration age) {
        bench.router.hear(new ChannelRefused(1, "there", new ChannelFact(channel, model, reason, age, MINUTE)));
    }

    private void said(String node, ChannelSum... sums) {
        bench.router.hear(new ChannelsSummed(1, node, ++number, List.of(sums), List.of()));
    }

    private static ChannelSum sum(String channel, int inFlight, long attempts, long failures) {
        return new ChannelSum(channel, inFlight, attempts, failures, 0, null, 0, List.of());
    }
}
