package dev.sluice.launcher.reliability;

import static dev.sluice.launcher.reliability.SplitCluster.NODES;
import static dev.sluice.launcher.reliability.SplitCluster.WINDOW;
import static dev.sluice.launcher.reliability.SplitCluster.pass;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C1 and C4: three nodes in networks of their own lose each other, in every way, and not the database. A limit is asked for
 * three times over all the while: what they admit together stays near it, and nobody waits for those who are away.
 */
@Tag("long")
class SplitClusterTest {
    private static final int FLAPS = 20;
    private static final Duration FLAP = Duration.ofSeconds(3);

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void aLimitHoldsOverNodesThatLoseEachOther() {
        assumeTrue(Networks.areThere(), "networks can be made here");
        Duration away = Run.isLong() ? Duration.ofSeconds(60) : Duration.ofSeconds(20);
        Figures figures = Figures.of("C1", seed);
        try (SplitCluster cluster = new SplitCluster(folder, "c1", seed)) {
            cluster.start();
            Networks networks = cluster.networks();
            for (int victim = 0; victim < NODES; victim++) {
                int lost = victim;
                cluster.disturb("C1 node " + victim + " cut off", () -> {
                    networks.isolate(lost);
                    pass(away);
                });
                pass(WINDOW);
            }
            cluster.disturb("C1 one way", () -> {
                networks.cut(0, 1);
                pass(away);
            });
            pass(WINDOW);
            cluster.disturb("C1 flaps", () -> flap(networks));
            pass(WINDOW);
            cluster.tell(figures);
        }
        figures.assertAllPassed();
    }

    private void flap(Networks networks) {
        Random random = new Random(seed);
        for (int i = 0; i < FLAPS; i++) {
            networks.isolate(random.nextInt(NODES));
            pass(FLAP);
            networks.heal();
            pass(FLAP);
        }
    }
}
