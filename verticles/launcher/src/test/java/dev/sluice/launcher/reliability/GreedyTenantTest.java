package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** O2: one of four tenants offers twenty times its share of a node; the others do not notice. */
class GreedyTenantTest {
    private static final int MOST_CALLS = 80;
    /** A quarter of what the node takes is a share: 18 calls at once, of 0.4 s each. */
    private static final int SHARE_PER_SECOND = 45;

    private static final int TIMES = 20;
    /** Of all others together; well within their shares. */
    private static final int OTHERS_PER_SECOND = 60;

    private static final Duration WARM = Duration.ofSeconds(Run.isLong() ? 10 : 4);
    /** After which nobody knows any more how much the greedy one had. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(11);

    private static final Duration ANSWERED = Duration.ofSeconds(70);

    private final long seed = Run.seed();
    private final Duration time = Duration.ofSeconds(Run.isLong() ? 60 : 8);

    @TempDir
    private Path folder;

    @Test
    void oneWhoOffersTwentyTimesItsShareCostsOthersNothing() {
        Figures figures = Figures.of("O2", seed);
        Settings settings = Settings.in(folder).with(Map.of("SLUICE_OVERLOAD_MAX_CALLS", String.valueOf(MOST_CALLS)));
        try (Rig rig = Rig.start(settings, new PlannedUpstream())) {
            List<String> keys = rig.keys();
            Crowd others = new Crowd("o2-others-" + seed + "-", seed, keys.subList(0, 3));
            Crowd greedy = new Crowd("o2-greedy-" + seed + "-", seed, List.of(payer(rig)));
            List<Seen> alone;
            List<Seen> beside;
            try (Load usual = new Load(rig::address, others);
                    Load load = new Load(rig::address, greedy)) {
                usual.start(OTHERS_PER_SECOND);
                warmUp(load);
                usual.forget();
                LockSupport.parkNanos(time.toNanos());
                alone = usual.seen();
                usual.forget();
                load.start(TIMES * SHARE_PER_SECOND);
                LockSupport.parkNanos(time.toNanos());
                usual.stop(ANSWERED);
                beside = usual.seen();
                load.stop(ANSWERED);
                figures.told(
                                "greedy_served",
                                load.seen().stream().filter(Seen::ended).count())
                        .atLeast(
                                "greedy_turned_away",
                                load.seen().stream().filter(Seen::isRefused).count(),
                                1)
                        .zero(
                                "greedy_refusals_other_than_429_or_503_with_retry_after",
                                load.seen().stream()
                                        .filter(call -> call.isRefused() && !call.isShedCleanly())
                                        .count());
            }
            long usual = Crowd.p99(alone, Seen::ended);
            figures.told("others_calls", beside.size())
                    .told("others_p99_alone_ms", usual)
                    // Where the machine is so busy that their calls take twice as long, others need twice the places.
                    .time(
                            "others_turned_away",
                            beside.stream().filter(Seen::isRefused).count(),
                            0,
                            beside.size() / 20)
                    .zero(
                            "others_failed",
                            beside.stream()
                                    .filter(call -> !call.isRefused() && !call.ended())
                                    .count())
                    .time("others_p99_percent_of_alone", 100 * Crowd.p99(beside, Seen::ended) / usual, 110, 1_500);
        }
        figures.assertAllPassed();
    }

    /** Both are served and turned away for a while, so that what is measured is not how fast code is compiled. */
    private static void warmUp(Load load) {
        load.start(TIMES * SHARE_PER_SECOND);
        LockSupport.parkNanos(WARM.toNanos());
        load.stop(ANSWERED);
        load.forget();
        LockSupport.parkNanos(FORGOTTEN.toNanos());
    }

    private static String payer(Rig rig) {
        try (Operator operator = rig.operator()) {
            String key = operator.payer("1000", "").key();
            rig.awaitServing(key);
            return key;
        }
    }
}
