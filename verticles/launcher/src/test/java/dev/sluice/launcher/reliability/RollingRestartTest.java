package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.testkit.RoundRobin;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1: three nodes behind a load balancer are restarted one after another under load, and no caller notices. */
class RollingRestartTest {
    private static final int NODES = 3;
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration ANSWERED = Duration.ofSeconds(70);

    private final long seed = Run.seed();
    private final Random random = new Random(seed);
    private final int callsPerSecond = Run.isLong() ? 200 : 40;
    private final int rounds = Run.isLong() ? 3 : 1;
    /** The longest streams take so many seconds. */
    private final int longest = Run.isLong() ? 25 : 6;

    @TempDir
    private Path folder;

    @Test
    void noCallerNoticesBehindABalancerWithHealthChecks() {
        restart("R1", nodes -> {
            Health health = new Health(nodes.management());
            RoundRobin balancer = RoundRobin.over(nodes.http(), health::isReady);
            return new Entrance(balancer.port(), () -> {
                balancer.close();
                health.close();
            });
        });
    }

    @Tag("long")
    @Test
    void noCallerNoticesBehindNginx() {
        assumeThat(Nginx.isThere()).as("nginx is on the path").isTrue();
        restart("R1-nginx", nodes -> {
            Nginx nginx = Nginx.before(nodes.http(), folder.resolve("nginx"));
            return new Entrance(nginx.port(), nginx::close);
        });
    }

    /** Where callers call. */
    private record Entrance(int port, Runnable closing) implements AutoCloseable {
        URI address() {
            return URI.create("http://127.0.0.1:" + port);
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    /** Puts a balancer before nodes. */
    private interface Balancing {
        Entrance before(Nodes nodes);
    }

    private void restart(String name, Balancing balancing) {
        Figures figures = Figures.of(name, seed);
        List<Rig> rigs = new ArrayList<>();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                PlannedUpstream upstream = new PlannedUpstream()) {
            Nodes nodes = Nodes.of(NODES, folder, server, random);
            nodes.settings()
                    .forEach(settings -> rigs.add(Rig.start(
                            settings.with(Map.of("SLUICE_HTTP_DRAIN_DELAY", "2s", "SLUICE_HTTP_DRAIN", "30s")),
                            upstream,
                            "--cluster")));
            List<String> keys = rigs.getFirst().keys().subList(0, 3);
            for (Rig rig : rigs) {
                rig.awaitServing(keys.getLast());
            }
            try (Entrance entrance = balancing.before(nodes);
                    Load load = new Load(entrance::address, calls(keys))) {
                load.start(callsPerSecond).awaitEnded(5 * callsPerSecond, WARM);
                restartInTurns(rigs, load, keys.getLast(), figures);
                load.stop(ANSWERED);
                tell(load.seen(), figures);
            }
            rigs.forEach(rig -> assertThat(rig.node().stop()).isZero());
            rigs.stream()
                    .flatMap(rig -> rig.settings().logged("event=overload_level").stream())
                    .forEach(line -> System.out.println("# " + line));
            Audit.of(rigs.getFirst().settings()).tell(figures);
        } finally {
            rigs.forEach(Rig::close);
        }
        figures.assertAllPassed();
    }

    private void restartInTurns(List<Rig> rigs, Load load, String key, Figures figures) {
        int badExits = 0;
        for (int round = 0; round < Run.rounds(rounds); round++) {
            for (Rig rig : rigs) {
                badExits += rig.node().stop() == 0 ? 0 : 1;
                rig.restart();
                rig.awaitServing(key);
                int before = load.seen().size();
                load.awaitEnded(before + callsPerSecond, WARM);
            }
        }
        figures.zero("exit_codes_other_than_0", badExits);
    }

    /** Nobody leaves; of a hundred calls seven are streams of up to {@link #longest} seconds, the others are short. */
    private IntFunction<Ask> calls(List<String> keys) {
        return number -> {
            Random dice = new Random(seed * 1_000_003 + number);
            boolean isLong = dice.nextInt(100) < 7;
            int words = isLong ? 4 * (1 + dice.nextInt(longest)) : 1 + dice.nextInt(5);
            return new Ask(
                    dice.nextInt(3) == 0 ? Tongue.ANTHROPIC : Tongue.OPENAI,
                    keys.get(dice.nextInt(keys.size())),
                    Mix.MODEL,
                    isLong || dice.nextBoolean(),
                    500,
                    0,
                    new Plan("r1-" + seed + "-" + number, words, isLong ? 250 : 20, 20, words, UsageLie.HONEST));
        };
    }

    private static void tell(List<Seen> seen, Figures figures) {
        List<Seen> failed = seen.stream().filter(call -> !call.ended()).toList();
        failed.stream().limit(10).forEach(call -> System.out.println("# failed: " + call));
        long cut = failed.stream()
                .filter(call -> call.ask().streamed() && call.status() == 200)
                .count();
        figures.told("calls", seen.size())
                .told(
                        "streams",
                        seen.stream().filter(call -> call.ask().streamed()).count())
                .zero("cut_streams", cut)
                .zero("failed_requests", failed.size() - cut);
    }
}
