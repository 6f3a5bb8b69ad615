package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K1: one node on its embedded database is killed under load, again and again, and started on the same data. */
class CrashTest {
    private static final int CALLS_PER_SECOND = 300;
    /** A node is killed when some callers have all of their answers, which on a busy machine may take it a while. */
    private static final int FEWEST_ENDED = 100;

    private static final int MORE_ENDED = 400;
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final Duration ANSWERED = Duration.ofSeconds(30);
    private static final long READY_WANTED_MILLIS = 3_000;
    private static final long READY_HOPELESS_MILLIS = 60_000;
    /** Every so many restarts the node is killed once more while it recovers. */
    private static final int KILLED_AGAIN = 3;

    private final long seed = Run.seed();
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostDoubledOrFreeWhenANodeIsKilled() {
        Figures figures = Figures.of("K1", seed);
        Verdicts verdicts = new Verdicts();
        try (Rig rig = Rig.start(Settings.in(folder).with(Map.of("SLUICE_ACCOUNTING_PURSE_IDLE", "1s")))) {
            List<String> keys = rig.keys();
            for (int round = 0; round < Run.rounds(5); round++) {
                killUnderLoad(rig, new Mix(seed + round, "k1-" + seed + "-" + round + "-", keys), verdicts);
            }
            verdicts.tell(figures);
            figures.time("restart_to_ready_ms", verdicts.slowestMillis(), READY_WANTED_MILLIS, READY_HOPELESS_MILLIS);
            assertThat(rig.node().stop()).isZero();
            Audit.of(rig.settings()).tell(figures);
        }
        figures.assertAllPassed();
    }

    private void killUnderLoad(Rig rig, Mix mix, Verdicts verdicts) {
        try (Load load = new Load(rig::address, mix)) {
            load.start(CALLS_PER_SECOND).awaitEnded(FEWEST_ENDED + random.nextInt(MORE_ENDED), WARM);
            rig.node().kill();
            load.stop(ANSWERED);
            if (random.nextInt(KILLED_AGAIN) == 0) {
                rig.begin().awaitFor(Duration.ofMillis(random.nextInt(3_000)));
                rig.node().kill();
            }
            rig.restart();
            verdicts.readyAfter(rig.startTime());
            Books books = Books.embedded(rig.settings().data());
            verdicts.add(books, RECOVERY, () -> new Comparison(load.seen(), rig.upstream(), books.rows(mix.prefix())));
            rig.upstream().forget();
        }
    }
}
