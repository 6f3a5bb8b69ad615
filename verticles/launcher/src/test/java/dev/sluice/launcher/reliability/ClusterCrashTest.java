package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.Mishaps.Pace;
import dev.sluice.testkit.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K2: of three clustered nodes on one database, one at a time is killed, also while it ships and while it recovers. */
@Tag("long")
class ClusterCrashTest {
    private static final int CALLS_PER_SECOND = 60;
    private static final int FEWEST_ENDED = 60;
    private static final int MORE_ENDED = 240;
    private static final Duration WARM = Duration.ofSeconds(40);
    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final int STANDARD_ROUNDS = 10;

    private final long seed = Run.seed();
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOnPostgresWhicheverNodeIsKilled() {
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"))) {
            killOneByOne("K2", server);
        }
    }

    @Test
    void nothingIsLostOnMariaDbWhicheverNodeIsKilled() {
        try (DatabaseServer server = new MariaDbServer(folder.resolve("mariadb"))) {
            killOneByOne("K2-mariadb", server);
        }
    }

    private void killOneByOne(String name, DatabaseServer server) {
        Figures figures = Figures.of(name, seed);
        try (Mishaps mishaps = new Mishaps(server, seed, new Pace(CALLS_PER_SECOND, RECOVERY))) {
            mishaps.start(Nodes.of(Mishaps.NODES, folder, server, random).settings());
            for (int round = 0; round < Run.rounds(STANDARD_ROUNDS); round++) {
                mishaps.round(round, random.nextInt(Mishaps.NODES), this::kill);
            }
            mishaps.tell(figures);
        }
        figures.assertAllPassed();
    }

    /** Kills it, at times again while it recovers. */
    private void kill(Rig victim, Load load) {
        load.awaitEnded(FEWEST_ENDED + random.nextInt(MORE_ENDED), WARM);
        victim.node().kill();
        load.stop(ANSWERED);
        for (int again = random.nextInt(3); again > 0; again--) {
            victim.begin().awaitFor(Duration.ofMillis(500 + random.nextInt(4_000)));
            victim.node().kill();
        }
        victim.restart();
    }
}
