package dev.sluice.launcher.reliability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C1 and C4: three nodes in networks of their own lose each other, in every way, and not the database. A limit is asked for
 * three times over all the while: what they admit together stays near it, and nobody waits for those who are away.
 */
@Tag("long")
class SplitClusterTest {
    private static final int NODES = 3;
    private static final int LIMIT = 600;
    private static final int ASKED_OF_EACH = 10;
    private static final int FLAPS = 20;
    private static final int MANY = 1_000_000;
    private static final Duration FLAP = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final Duration HEALED = Duration.ofSeconds(90);

    private final long seed = Run.seed();
    private final Figures figures = Figures.of("C1", seed);
    private final List<Rig> nodes = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    /** From, to: in which nodes could not hear each other, or were finding each other again. */
    private final List<long[]> events = new ArrayList<>();

    private Networks networks;
    private PostgresServer database;
    private PlannedUpstream upstream;
    private FaultProxy toDatabase;
    private FaultProxy toUpstream;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        assumeTrue(Networks.areThere(), "networks can be made here");
        networks = Networks.of(NODES);
        database = new PostgresServer(folder.resolve("postgres"));
        upstream = new PlannedUpstream();
        toDatabase = FaultProxy.at(networks.machine(), database.port());
        toUpstream = FaultProxy.at(networks.machine(), upstream.baseUrl().getPort());
        Map<String, String> settings = database.settings(networks.machine(), toDatabase.port());
        Nodes.in(networks, folder, settings, new Random(seed)).settings().stream()
                .map(node -> node.with(
                        Map.of("OPENAI_BASE_URL", "http://" + networks.machine() + ":" + toUpstream.port() + "/v1")))
                .forEach(node -> nodes.add(Rig.start(node, upstream, "--cluster")));
    }

    @AfterEach
    void stop() {
        loads.forEach(Load::close);
        nodes.forEach(Rig::close);
        if (networks != null) {
            toDatabase.close();
            toUpstream.close();
            upstream.close();
            database.close();
            networks.close();
        }
    }

    @Test
    void aLimitHoldsOverNodesThatLoseEachOther() {
        Duration away = Run.isLong() ? Duration.ofSeconds(60) : Duration.ofSeconds(20);
        offer(limitedKey());
        pass(WINDOW.plusSeconds(20));
        for (int victim = 0; victim < NODES; victim++) {
            int lost = victim;
            split("node " + victim + " cut off", () -> networks.isolate(lost), away);
        }
        split("one way", () -> networks.cut(0, 1), away);
        flap();
        pass(WINDOW);
        loads.forEach(load -> load.stop(ANSWERED));
        tell();
        nodes.forEach(node -> node.node().stop());
        Audit.of(nodes.getFirst().settings()).tell(figures);
        figures.assertAllPassed();
    }

    private void split(String how, Runnable fault, Duration away) {
        System.out.println("# C1 " + how);
        long from = System.nanoTime();
        fault.run();
        pass(away);
        networks.heal();
        awaitWhole();
        events.add(new long[] {from, System.nanoTime()});
        pass(WINDOW);
    }

    private void flap() {
        System.out.println("# C1 flaps");
        Random random = new Random(seed);
        long from = System.nanoTime();
        for (int i = 0; i < FLAPS; i++) {
            networks.isolate(random.nextInt(NODES));
            pass(FLAP);
            networks.heal();
            pass(FLAP);
        }
        awaitWhole();
        events.add(new long[] {from, System.nanoTime()});
    }

    /** C4: until every node hears all of them. */
    private void awaitWhole() {
        long healed = System.nanoTime();
        await().pollInterval(Duration.ofMillis(250))
                .atMost(HEALED)
                .until(() -> nodes.stream().allMatch(SplitClusterTest::hearsAll));
        figures.time(
                "ms_until_every_node_answers_every_other", (System.nanoTime() - healed) / 1_000_000, 15_000, 60_000);
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
                new Plan("c1-" + seed + "-" + (first + number), 1, 0, 1, 1, UsageLie.HONEST));
    }

    private void tell() {
        List<Seen> seen = loads.stream().flatMap(load -> load.seen().stream()).toList();
        long[] admitted = seen.stream()
                .filter(call -> call.status() == 200)
                .mapToLong(Seen::startedNanos)
                .sorted()
                .toArray();
        long healthy = 0;
        long disturbed = 0;
        for (int i = 0, j = 0; i < admitted.length; i++) {
            while (admitted[i] - admitted[j] >= WINDOW.toNanos()) {
                j++;
            }
            if (isDisturbed(admitted[j], admitted[i])) {
                disturbed = Math.max(disturbed, i - j + 1);
            } else {
                healthy = Math.max(healthy, i - j + 1);
            }
        }
        long[] refusals = seen.stream()
                .filter(call -> call.status() == 429)
                .mapToLong(Seen::millis)
                .sorted()
                .toArray();
        figures.told("calls", seen.size())
                .told("admitted", admitted.length)
                .atMost("admitted_in_any_minute_of_600", healthy, LIMIT + 1)
                .atMost("admitted_in_a_minute_with_an_event_of_600", disturbed, LIMIT + LIMIT / 10)
                .time("p99_ms_of_refusals", refusals[refusals.length * 99 / 100], 50, 1_000)
                .zero(
                        "answers_that_were_neither",
                        seen.stream()
                                .filter(call -> call.status() != 200 && call.status() != 429)
                                .count());
    }

    private boolean isDisturbed(long from, long to) {
        return events.stream().anyMatch(event -> event[0] < to && from < event[1]);
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
