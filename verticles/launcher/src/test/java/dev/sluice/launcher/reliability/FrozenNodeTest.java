package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.Mishaps.Pace;
import dev.sluice.testkit.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C2: of three clustered nodes one at a time does nothing for half a minute, as in a long pause, and then goes on as if nothing had been. */
@Tag("long")
class FrozenNodeTest {
    private static final int CALLS_PER_SECOND = 40;
    private static final Duration BEFORE = Duration.ofSeconds(40);
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledByANodeThatStoodStill() {
        Figures figures = Figures.of("C2", seed);
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                Mishaps mishaps = new Mishaps(server, seed, new Pace(CALLS_PER_SECOND, RECOVERY))) {
            mishaps.start(
                    Nodes.of(Mishaps.NODES, folder, server, new Random(seed)).settings());
            for (int round = 0; round < Run.rounds(Mishaps.NODES); round++) {
                mishaps.round(round, round % Mishaps.NODES, FrozenNodeTest::freeze);
            }
            mishaps.tell(figures);
        }
        figures.assertAllPassed();
    }

    private static void freeze(Rig victim, Load load) {
        load.awaitEnded(5 * CALLS_PER_SECOND, BEFORE);
        NodeProcess frozen = victim.node();
        frozen.freeze();
        frozen.awaitFor(FROZEN);
        frozen.thaw();
        frozen.awaitFor(AFTER);
    }
}
