package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

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

/** O1: three times of what a node can serve is asked of it, by callers who ask again at once when they are turned away. */
class OverloadedNodeTest {
    private static final int MOST_CALLS = 60;
    /** As many callers as get the most out of it. */
    private static final int PEAK = 50;

    /**
     * As many callers as never make the node turn anybody away: beyond 80 percent it keeps room for what each account had
     * of late, and of these callers, whose keys are drawn by lot, an account sometimes has more than that.
     */
    private static final int FITTING = 45;

    private static final int RETRIES = 3;
    private static final long SECOND = 1_000_000_000L;
    private static final Duration WARM = Duration.ofSeconds(3);
    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final long HOPELESS_MILLIS = 40_000;

    private final long seed = Run.seed();
    private final Duration time = Duration.ofSeconds(Run.isLong() ? 60 : 6);

    @TempDir
    private Path folder;

    @Test
    void aNodeOfWhichTooMuchIsAskedServesAsMuchAsItCan() {
        Figures figures = Figures.of("O1", seed);
        Settings settings = Settings.in(folder).with(Map.of("SLUICE_OVERLOAD_MAX_CALLS", String.valueOf(MOST_CALLS)));
        try (Rig rig = Rig.start(settings, new PlannedUpstream())) {
            List<String> keys = rig.keys().subList(0, 3);
            Crowd crowd = new Crowd("o1-" + seed + "-", seed, keys);
            List<Seen> ignored = crowd.callInTurns(rig.address(), PEAK, WARM);

            List<Seen> peak = crowd.callInTurns(rig.address(), PEAK, time);
            List<Seen> fitting = crowd.callInTurns(rig.address(), FITTING, time);
            List<Seen> quiet = crowd.callInTurns(rig.address(), PEAK * 4 / 5, time);
            double perSecond = (double) served(peak) / time.toSeconds();
            figures.told("peak_calls_per_second", Math.round(perSecond))
                    .zero("calls_at_the_peak_that_failed_without_a_word", unclean(peak) + lost(peak))
                    .zero("calls_that_fit_and_failed", failed(fitting) + failed(quiet));

            overload(rig, crowd, perSecond, Crowd.p99(quiet, Seen::ended), figures);
            relieve(rig, crowd, perSecond, figures);
            assertThat(rig.node().stop()).isZero();
            Audit.of(rig.settings()).tell(figures);
        }
        figures.assertAllPassed();
    }

    private void overload(Rig rig, Crowd crowd, double perSecond, long quietMillis, Figures figures) {
        try (Load load = new Load(rig::address, crowd).retrying(RETRIES)) {
            load.start(3 * perSecond);
            pass(Duration.ofSeconds(1));
            long from = System.nanoTime();
            pass(time);
            long to = System.nanoTime();
            load.stop(ANSWERED);
            List<Seen> seen = load.seen();
            long goodput = Math.round(100.0 * load.servedBetween(from, to) * SECOND / (to - from) / perSecond);
            long admitted = Crowd.p99(seen, Seen::ended);
            figures.told("calls", seen.size())
                    .told("turned_away", seen.stream().filter(Seen::isRefused).count())
                    .share("goodput_percent_of_peak", goodput, 90, 60)
                    .time("admitted_p99_percent_of_that_at_08_peak", 100 * admitted / quietMillis, 200, 2_000)
                    .time("refused_p99_ms", Crowd.p99(seen, Seen::isRefused), 50, 10_000)
                    .zero("refusals_other_than_429_or_503_with_retry_after", unclean(seen))
                    .zero("calls_neither_answered_nor_refused", lost(seen));
        }
    }

    private void relieve(Rig rig, Crowd crowd, double perSecond, Figures figures) {
        try (Load load = new Load(rig::address, crowd)) {
            long relieved = System.nanoTime();
            load.start(0.8 * perSecond);
            long millis;
            do {
                pass(Duration.ofMillis(100));
                millis = (System.nanoTime() - relieved) / 1_000_000;
            } while (!isServing(load, 0.8 * perSecond) && millis < HOPELESS_MILLIS);
            load.stop(ANSWERED);
            figures.time("back_to_95_percent_of_the_load_ms", millis, 5_000, HOPELESS_MILLIS - 1);
        }
    }

    /** Whether, within the last second, 95 of 100 who were answered had what they asked for, and there were enough of them. */
    private static boolean isServing(Load load, double perSecond) {
        long now = System.nanoTime();
        long answered = load.answeredBetween(now - SECOND, now);
        return answered >= perSecond / 2 && load.servedBetween(now - SECOND, now) * 100 >= answered * 95;
    }

    private static long served(List<Seen> seen) {
        return seen.stream().filter(Seen::ended).count();
    }

    private static long failed(List<Seen> seen) {
        List<Seen> failed = seen.stream().filter(call -> !call.ended()).toList();
        failed.stream().limit(3).forEach(call -> System.out.println("# fitted and failed: " + call));
        return failed.size();
    }

    private static long unclean(List<Seen> seen) {
        List<Seen> unclean = seen.stream()
                .filter(call -> call.isRefused() && !call.isShedCleanly())
                .toList();
        unclean.stream().limit(3).forEach(call -> System.out.println("# refused uncleanly: " + call));
        return unclean.size();
    }

    private static long lost(List<Seen> seen) {
        List<Seen> lost =
                seen.stream().filter(call -> !call.isRefused() && !call.ended()).toList();
        lost.stream().limit(3).forEach(call -> System.out.println("# neither answered nor refused: " + call));
        return lost.size();
    }

    /** The overload is what the test is about, so here time itself is waited for. */
    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
