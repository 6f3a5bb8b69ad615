package dev.sluice.launcher.reliability;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testkit.FaultProxy;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

/**
 * Three nodes in networks of their own, which may lose each other but not the database, while three times a limit is asked of
 * them; and what they admitted, with and without a fault in the minute.
 */
final class SplitCluster implements AutoCloseable {
    static final int NODES = 3;
    static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int LIMIT = 600;
    private static final int ASKED_OF_EACH = 10;
    private static final int MANY = 1_000_000;
    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final Duration HEALED = Duration.ofSeconds(90);

    private final Path folder;
    private final String prefix;
    private final long seed;
    private final List<Rig> nodes = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    /** From, to: in which nodes could not hear each other, or were finding each other again. */
    private final List<long[]> events = new ArrayList<>();

    private final List<Long> millisUntilWhole = new ArrayList<>();
    private final Networks networks;
    private final PostgresServer database;
    private final PlannedUpstream upstream;
    private final FaultProxy toDatabase;
    private final FaultProxy toUpstream;

    /** Networks, a database and an upstream, and no nodes yet. */
    SplitCluster(Path folder, String name, long seed) {
        this.folder = folder;
        this.seed = seed;
        this.prefix = name + "-" + seed + "-";
        networks = Networks.of(NODES);
        database = new PostgresServer(folder.resolve("postgres"));
        upstream = new PlannedUpstream();
        toDatabase = FaultProxy.at(networks.machine(), database.port());
        toUpstream = FaultProxy.at(networks.machine(), upstream.baseUrl().getPort());
    }

    /** Starts the nodes under load, and lets the first minute pass, in which a limit is used from rest. */
    void start() {
        Map<String, String> settings = database.settings(networks.machine(), toDatabase.port());
        String address = "http://" + networks.machine() + ":" + toUpstream.port() + "/v1";
        Nodes.in(networks, folder, settings, new Random(seed)).settings().stream()
                .map(node -> node.with(Map.of("OPENAI_BASE_URL", address)))
                .forEach(node -> nodes.add(Rig.start(node, upstream, "--cluster")));
        offer(limitedKey());
        pass(WINDOW.plusSeconds(20));
    }

    Networks networks() {
        return networks;
    }

    /** Does something to the networks, heals them, and waits until every node hears all of them (C4). */
    void disturb(String how, Runnable fault) {
        System.out.println("# " + how);
        long from = System.nanoTime();
        fault.run();
        networks.heal();
        long healed = System.nanoTime();
        await().pollInterval(Duration.ofMillis(250))
                .atMost(HEALED)
                .until(() -> nodes.stream().allMatch(SplitCluster::hearsAll));
        long whole = System.nanoTime();
        millisUntilWhole.add((whole - healed) / 1_000_000);
        events.add(new long[] {from, whole});
    }

    private static boolean hearsAll(Rig node) {
        try (Operator operator = node.operator()) {
            JsonNode members = operator.manage("GET", "/api/nodes", Operator.JSON.createObjectNode())
                    .path("data");
            return StreamSupport.stream(members.spliterator(), false)
                            .filter(member -> member.path("state").asText().equals("serving"))
                            .count()
                    == NODES;
        }
    }

    private String limitedKey() {
        try (Operator operator = nodes.getFirst().operator()) {
            Operator.Payer payer = operator.payer("1000", "");
            operator.manage(
                    "POST",
                    "/api/limits",
                    Operator.JSON
                            .createObjectNode()
                            .put("scope", "user")
                            .put("subject", payer.user())
                            .put("requests_per_minute", LIMIT));
            nodes.forEach(node -> node.awaitServing(payer.key()));
            return payer.key();
        }
    }

    private void offer(String key) {
        for (int i = 0; i < NODES; i++) {
            Rig node = nodes.get(i);
            Load load = new Load(node::address, calls(key, i * MANY));
            loads.add(load.start(ASKED_OF_EACH));
        }
    }

    private IntFunction<Ask> calls(String key, int first) {
        return number -> new Ask(
                Tongue.OPENAI,
                key,
                Mix.MODEL,
                true,
                10,
                0,
                new Plan(prefix + (first + number), 1, 0, 1, 1, UsageLie.HONEST));
    }

    /** Ends the load, and the nodes, and says what came of it. */
    void tell(Figures figures) {
        loads.forEach(load -> load.stop(ANSWERED));
        List<Seen> seen = loads.stream().flatMap(load -> load.seen().stream()).toList();
        long[] admitted = seen.stream()
                .filter(call -> call.status() == 200)
                .mapToLong(Seen::startedNanos)
                .sorted()
                .toArray();
        millisUntilWhole.forEach(
                millis -> figures.time("ms_until_every_node_answers_every_other", millis, 15_000, 60_000));
        long[] refusals = seen.stream()
                .filter(call -> call.status() == 429)
                .mapToLong(Seen::millis)
                .sorted()
                .toArray();
        figures.told("calls", seen.size())
                .told("admitted", admitted.length)
                .atMost("admitted_in_any_minute_of_600", mostInAMinute(admitted, false), LIMIT + 1)
                .atMost("admitted_in_a_minute_with_an_event_of_600", mostInAMinute(admitted, true), LIMIT + LIMIT / 10)
                .time("p99_ms_of_refusals", refusals[refusals.length * 99 / 100], 50, 1_000)
                .zero(
                        "answers_that_were_neither",
                        seen.stream()
                                .filter(call -> call.status() != 200 && call.status() != 429)
                                .count());
        nodes.forEach(node -> node.node().stop());
        Audit.of(nodes.getFirst().settings()).tell(figures);
    }

    /** The most that began in any minute in which nodes lost each other, or in which they did not. */
    private long mostInAMinute(long[] admitted, boolean disturbed) {
        long most = 0;
        for (int i = 0, j = 0; i < admitted.length; i++) {
            while (admitted[i] - admitted[j] >= WINDOW.toNanos()) {
                j++;
            }
            most = isDisturbed(admitted[j], admitted[i]) == disturbed ? Math.max(most, i - j + 1) : most;
        }
        return most;
    }

    private boolean isDisturbed(long from, long to) {
        return events.stream().anyMatch(event -> event[0] < to && from < event[1]);
    }

    /** The faults are what the tests are about, so here time itself is waited for. */
    static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Override
    public void close() {
        loads.forEach(Load::close);
        nodes.forEach(Rig::close);
        toDatabase.close();
        toUpstream.close();
        upstream.close();
        database.close();
        networks.close();
    }
}
