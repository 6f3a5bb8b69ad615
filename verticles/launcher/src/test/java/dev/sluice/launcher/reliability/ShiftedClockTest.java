package dev.sluice.launcher.reliability;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.launcher.reliability.Mishaps.Pace;
import dev.sluice.testkit.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C2: of three clustered nodes one at a time is told that it is an hour later, then that it is an hour earlier than it is. */
@Tag("long")
class ShiftedClockTest {
    private static final int CALLS_PER_SECOND = 40;
    private static final Duration BEFORE = Duration.ofSeconds(40);
    private static final Duration SHIFTED = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledByANodeWhoseClockIsWrong() {
        assumeTrue(WallClock.canBeShifted(), "libfaketime is there");
        Figures figures = Figures.of("C2-clock", seed);
        List<WallClock> clocks = IntStream.range(0, Mishaps.NODES)
                .mapToObj(i -> WallClock.in(folder.resolve("clock-" + i)))
                .toList();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                Mishaps mishaps = new Mishaps(server, seed, new Pace(CALLS_PER_SECOND, RECOVERY))) {
            List<NodeProcess.Settings> settings =
                    Nodes.of(Mishaps.NODES, folder, server, new Random(seed)).settings();
            mishaps.start(IntStream.range(0, Mishaps.NODES)
                    .mapToObj(i -> settings.get(i).with(clocks.get(i).settings()))
                    .toList());
            for (int round = 0; round < Run.rounds(Mishaps.NODES); round++) {
                WallClock clock = clocks.get(round % Mishaps.NODES);
                mishaps.round(round, round % Mishaps.NODES, (victim, load) -> shift(clock, victim, load));
            }
            mishaps.tell(figures);
        }
        figures.assertAllPassed();
    }

    private static void shift(WallClock clock, Rig victim, Load load) {
        load.awaitEnded(5 * CALLS_PER_SECOND, BEFORE);
        for (String hours : List.of("+1h", "-1h", "+0")) {
            clock.shift(hours);
            victim.node().awaitFor(SHIFTED);
        }
    }
}
