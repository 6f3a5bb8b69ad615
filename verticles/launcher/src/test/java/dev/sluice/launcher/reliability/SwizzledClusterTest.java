package dev.sluice.launcher.reliability;

import static dev.sluice.launcher.reliability.SplitCluster.NODES;
import static dev.sluice.launcher.reliability.SplitCluster.WINDOW;
import static dev.sluice.launcher.reliability.SplitCluster.pass;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C3 on whole nodes: some of the links between three of them are cut, one after another, and opened in another order, each way by
 * itself; what they admit together stays near the limit. {@code SwizzledLeasesTest} does the same to leases alone, with 200 seeds.
 */
@Tag("long")
class SwizzledClusterTest {
    private static final int MOST_BETWEEN_MILLIS = 4_000;
    private static final int MOST_CLOGGED_MILLIS = 15_000;

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    private record Link(int from, int to) {}

    @Test
    void aLimitHoldsOverNodesWhoseLinksCloseAndOpenInAnyOrder() {
        assumeTrue(Networks.areThere(), "networks can be made here");
        Figures figures = Figures.of("C3", seed);
        try (SplitCluster cluster = new SplitCluster(folder, "c3", seed)) {
            cluster.start();
            for (int round = 0; round < Run.rounds(5); round++) {
                Random random = new Random(seed + round);
                cluster.disturb("C3 seed " + (seed + round), () -> swizzle(cluster.networks(), random));
            }
            pass(WINDOW.plusSeconds(10));
            cluster.tell(figures);
        }
        figures.assertAllPassed();
    }

    private static void swizzle(Networks networks, Random random) {
        List<Link> links = new ArrayList<>();
        for (int from = 0; from < NODES; from++) {
            for (int to = 0; to < NODES; to++) {
                if (from != to) {
                    links.add(new Link(from, to));
                }
            }
        }
        Collections.shuffle(links, random);
        List<Link> some = new ArrayList<>(links.subList(0, 1 + random.nextInt(links.size())));
        for (Link link : some) {
            networks.cut(link.from(), link.to());
            pass(Duration.ofMillis(random.nextInt(MOST_BETWEEN_MILLIS)));
        }
        pass(Duration.ofMillis(random.nextInt(MOST_CLOGGED_MILLIS)));
        Collections.shuffle(some, random);
        for (Link link : some) {
            networks.open(link.from(), link.to());
            pass(Duration.ofMillis(random.nextInt(MOST_BETWEEN_MILLIS)));
        }
    }
}
