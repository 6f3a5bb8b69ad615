package dev.sluice.launcher.reliability;

import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clustered nodes under load, of which one at a time has a mishap; afterwards the books are held against what callers and the
 * upstream saw, and no call of the other nodes may have failed.
 */
final class Mishaps implements AutoCloseable {
    /** How many nodes these tests are about. */
    static final int NODES = 3;

    private static final Duration ANSWERED = Duration.ofSeconds(90);

    private final DatabaseServer server;
    private final long seed;
    private final Pace pace;
    private final PlannedUpstream upstream = new PlannedUpstream();
    private final List<Rig> nodes = new ArrayList<>();
    private final Verdicts verdicts = new Verdicts();
    private List<String> keys = List.of();
    private long failedElsewhere;

    /**
     * How hard it is made for them.
     *
     * @param callsPerSecond of each node
     * @param recovery after which the books must be whole
     */
    record Pace(int callsPerSecond, Duration recovery) {}

    /** What happens to a node, while it is called; its load may be ended by it. */
    @FunctionalInterface
    interface Mishap {
        void befall(Rig node, Load load);
    }

    /** No nodes yet. */
    Mishaps(DatabaseServer server, long seed, Pace pace) {
        this.server = server;
        this.seed = seed;
        this.pace = pace;
    }

    /** Starts a node with each of these settings. */
    void start(List<NodeProcess.Settings> settings) {
        settings.forEach(one -> nodes.add(Rig.start(one, upstream, "--cluster")));
        keys = nodes.getFirst().keys().subList(0, 4);
        nodes.forEach(node -> node.awaitServing(keys.getLast()));
    }

    /** Lets one node have a mishap under load. */
    void round(int round, int victim, Mishap mishap) {
        String prefix = "mishap-" + seed + "-" + round + "-";
        List<Load> loads = IntStream.range(0, nodes.size())
                .mapToObj(i -> new Load(nodes.get(i)::address, new Mix(seed + round, prefix + i + "-", keys)))
                .toList();
        loads.forEach(load -> load.start(pace.callsPerSecond()));
        mishap.befall(nodes.get(victim), loads.get(victim));
        loads.forEach(load -> load.stop(ANSWERED));
        List<Seen> seen = loads.stream().flatMap(load -> load.seen().stream()).toList();
        Books books = server.books();
        verdicts.add(books, pace.recovery(), () -> new Comparison(seen, upstream, books.rows(prefix)));
        failedElsewhere += loads.stream()
                .filter(load -> load != loads.get(victim))
                .flatMap(load -> load.seen().stream())
                .filter(call -> !call.left() && !call.ended())
                .peek(call -> System.out.println("# failed elsewhere: " + call))
                .count();
        upstream.forget();
    }

    /** Ends the nodes and says what came of it. */
    void tell(Figures figures) {
        verdicts.tell(figures);
        figures.zero("failed_calls_of_other_nodes", failedElsewhere);
        nodes.forEach(node -> node.node().stop());
        Audit.of(nodes.getFirst().settings()).tell(figures);
    }

    @Override
    public void close() {
        nodes.forEach(Rig::close);
        upstream.close();
    }
}
