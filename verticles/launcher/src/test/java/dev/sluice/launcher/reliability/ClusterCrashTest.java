package dev.sluice.launcher.reliability;

import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K2: of three clustered nodes on one database, one at a time is killed, also while it ships and while it recovers. */
@Tag("long")
class ClusterCrashTest {
    private static final int NODES = 3;
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
        Verdicts verdicts = new Verdicts();
        long failedElsewhere = 0;
        List<Rig> nodes = new ArrayList<>();
        try (PlannedUpstream upstream = new PlannedUpstream()) {
            Nodes.of(NODES, folder, server, random)
                    .settings()
                    .forEach(settings -> nodes.add(Rig.start(settings, upstream, "--cluster")));
            List<String> keys = nodes.getFirst().keys().subList(0, 4);
            for (Rig node : nodes) {
                node.awaitServing(keys.getLast());
            }
            for (int round = 0; round < Run.rounds(STANDARD_ROUNDS); round++) {
                failedElsewhere += killUnderLoad(nodes, round, keys, server.books(), verdicts);
                upstream.forget();
            }
            verdicts.tell(figures);
            figures.zero("failed_calls_of_other_nodes", failedElsewhere);
            nodes.forEach(node -> node.node().stop());
            Audit.of(nodes.getFirst().settings()).tell(figures);
        } finally {
            nodes.forEach(Rig::close);
        }
        figures.assertAllPassed();
    }

    /** Kills a node, some also while they recover; returns how many calls of the other nodes failed meanwhile. */
    private long killUnderLoad(List<Rig> nodes, int round, List<String> keys, Books books, Verdicts verdicts) {
        int victim = random.nextInt(NODES);
        String prefix = "k2-" + seed + "-" + round + "-";
        List<Load> loads = IntStream.range(0, NODES)
                .mapToObj(i -> new Load(nodes.get(i)::address, new Mix(seed + round, prefix + i + "-", keys)))
                .toList();
        loads.forEach(load -> load.start(CALLS_PER_SECOND));
        Rig killed = nodes.get(victim);
        loads.get(victim).awaitEnded(FEWEST_ENDED + random.nextInt(MORE_ENDED), WARM);
        killed.node().kill();
        loads.get(victim).stop(ANSWERED);
        for (int again = random.nextInt(3); again > 0; again--) {
            killed.begin().awaitFor(Duration.ofMillis(500 + random.nextInt(4_000)));
            killed.node().kill();
        }
        killed.restart();
        loads.stream().filter(load -> load != loads.get(victim)).forEach(load -> load.stop(ANSWERED));
        List<Seen> seen = loads.stream().flatMap(load -> load.seen().stream()).toList();
        verdicts.add(
                books, RECOVERY, () -> new Comparison(seen, nodes.getFirst().upstream(), books.rows(prefix)));
        return loads.stream()
                .filter(load -> load != loads.get(victim))
                .flatMap(load -> load.seen().stream())
                .filter(call -> !call.left() && !call.ended())
                .peek(call -> System.out.println("# failed elsewhere: " + call))
                .count();
    }
}
