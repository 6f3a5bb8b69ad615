package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.FaultProxy;
import dev.sluice.testkit.LinkFault;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * K5, through the front door: the journal takes what the database cannot until its quota is used up; then calls are turned
 * away, and served again when the database is back, without a restart. What a full or broken disk does is tried in {@code
 * journal}.
 */
@Tag("long")
class FullJournalTest {
    private static final int CALLS_PER_SECOND = 200;
    private static final int REFUSALS = 200;
    private static final String UNLIMITED = "sk-reliability-unlimited-0123456789abcdefghijkl";
    private static final Duration FULL = Duration.ofMinutes(2);
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final Duration ANSWERED = Duration.ofSeconds(70);

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void aFullJournalTurnsCallsAwayAndRecoversWithoutARestart() {
        Figures figures = Figures.of("K5-quota", seed);
        Verdicts verdicts = new Verdicts();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                FaultProxy network = FaultProxy.to(server.port());
                Rig rig = Rig.start(Settings.in(folder)
                        .with(server.settings(network.port()))
                        .with(Map.of(
                                // Nobody who has a limit may spend what the database has not granted, so nobody else
                                // fills it.
                                "SLUICE_INITIAL_KEY", UNLIMITED,
                                "SLUICE_JOURNAL_SEGMENT", "256KiB",
                                "SLUICE_JOURNAL_MAX_BYTES", "2MiB")))) {
            rig.awaitServing(UNLIMITED);
            Mix mix = new Mix(seed, "k5-" + seed + "-", List.of(UNLIMITED));
            try (Load load = new Load(rig::address, mix)) {
                load.start(CALLS_PER_SECOND).awaitEnded(CALLS_PER_SECOND, FULL);
                network.towardsServer(new LinkFault.HoldBack()).towardsClient(new LinkFault.HoldBack());
                Awaitility.await()
                        .atMost(FULL)
                        .until(() -> load.seen().stream()
                                        .filter(Seen::isRefusedCleanly)
                                        .count()
                                > REFUSALS);
                network.heal();
                long back = System.nanoTime();
                Awaitility.await()
                        .atMost(BACK)
                        .until(() -> load.servedBetween(System.nanoTime() - 1_000_000_000L, System.nanoTime())
                                > CALLS_PER_SECOND / 2);
                figures.told("back_after_ms", (System.nanoTime() - back) / 1_000_000);
                load.stop(ANSWERED);
                long unclean = load.seen().stream()
                        .filter(call -> call.isRefused() && !call.isRefusedCleanly())
                        .count();
                figures.zero("refusals_other_than_503_with_retry_after", unclean);
                Books books = server.books();
                verdicts.add(books, BACK, () -> new Comparison(load.seen(), rig.upstream(), books.rows(mix.prefix())));
            }
            verdicts.tell(figures);
            assertThat(rig.node().stop()).isZero();
            Audit.of(rig.settings()).tell(figures);
        }
        figures.assertAllPassed();
    }
}
