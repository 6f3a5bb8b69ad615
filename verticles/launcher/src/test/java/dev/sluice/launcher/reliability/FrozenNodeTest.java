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

/** C2: of three clustered nodes one at a time does nothing for half a minute, as in a long pause, and then goes on as if nothing had been. */
@Tag("long")
class FrozenNodeTest {
    private static final int NODES = 3;
    private static final int CALLS_PER_SECOND = 40;
    private static final Duration BEFORE = Duration.ofSeconds(40);
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration ANSWERED = Duration.ofSeconds(90);
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private final long seed = Run.seed();
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledByANodeThatStoodStill() {
        Figures figures = Figures.of("C2", seed);
        Verdicts verdicts = new Verdicts();
        long failedElsewhere = 0;
        List<Rig> nodes = new ArrayList<>();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                PlannedUpstream upstream = new PlannedUpstream()) {
            Nodes.of(NODES, folder, server, random)
                    .settings()
                    .forEach(settings -> nodes.add(Rig.start(settings, upstream, "--cluster")));
            List<String> keys = nodes.getFirst().keys().subList(0, 4);
            nodes.forEach(node -> node.awaitServing(keys.getLast()));
            for (int round = 0; round < Run.rounds(NODES); round++) {
                failedElsewhere += freeze(nodes, round, keys, server.books(), verdicts);
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

    private long freeze(List<Rig> nodes, int round, List<String> keys, Books books, Verdicts verdicts) {
        String prefix = "c2-" + seed + "-" + round + "-";
        int victim = round % NODES;
        List<Load> loads = IntStream.range(0, NODES)
                .mapToObj(i -> new Load(nodes.get(i)::address, new Mix(seed + round, prefix + i + "-", keys)))
                .toList();
        loads.forEach(load -> load.start(CALLS_PER_SECOND));
        loads.get(victim).awaitEnded(5 * CALLS_PER_SECOND, BEFORE);
        NodeProcess frozen = nodes.get(victim).node();
        frozen.freeze();
        frozen.awaitFor(FROZEN);
        frozen.thaw();
        frozen.awaitFor(AFTER);
        loads.forEach(load -> load.stop(ANSWERED));
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
