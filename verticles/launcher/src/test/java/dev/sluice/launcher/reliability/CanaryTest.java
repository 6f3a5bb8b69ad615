package dev.sluice.launcher.reliability;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C5: every prompt has a word of its own that its answer repeats; while nodes come and go, nobody is told another's. */
@Tag("long")
class CanaryTest {
    private static final int NODES = 3;
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration ANSWERED = Duration.ofSeconds(70);

    private final long seed = Run.seed();
    private final int callsPerSecond = Run.isLong() ? 500 : 90;

    @TempDir
    private Path folder;

    @Test
    void nobodyIsToldAnothersAnswerWhileNodesComeAndGo() {
        Figures figures = Figures.of("C5", seed);
        List<Rig> nodes = new ArrayList<>();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                PlannedUpstream upstream = new PlannedUpstream().repeating()) {
            List<NodeProcess.Settings> all =
                    Nodes.of(NODES, folder, server, new Random(seed)).settings();
            // Only the first has upstreams to call, so that the others' answers come over the bus.
            for (int i = 0; i < NODES; i++) {
                Map<String, String> roles =
                        i == 0 ? Map.of() : Map.of("SLUICE_VERTICLES_PROVIDER", "0", "SLUICE_VERTICLES_ROUTER", "0");
                nodes.add(Rig.start(all.get(i).with(roles), upstream, "--cluster"));
            }
            List<String> keys = nodes.getFirst().keys().subList(0, 3);
            nodes.forEach(node -> node.awaitServing(keys.getLast()));
            // Each has the same address in all its lives.
            List<URI> addresses = nodes.stream().map(Rig::address).toList();
            List<Load> loads = IntStream.range(0, NODES)
                    .mapToObj(i -> new Load(() -> addresses.get(i), calls(keys, i)))
                    .toList();
            loads.forEach(load -> load.start((double) callsPerSecond / NODES));
            for (int round = 0; round < Run.rounds(4); round++) {
                comeAndGo(nodes.get(1 + round % 2), loads.getFirst(), round);
            }
            loads.forEach(load -> load.stop(ANSWERED));
            tell(figures, loads.stream().flatMap(load -> load.seen().stream()).toList());
        } finally {
            nodes.forEach(Rig::close);
        }
        figures.assertAllPassed();
    }

    private void comeAndGo(Rig node, Load load, int round) {
        load.awaitEnded(load.seen().size() + 2 * callsPerSecond, WARM);
        if (round < 2) {
            node.node().stop();
        } else {
            node.node().kill();
        }
        load.awaitEnded(load.seen().size() + 2 * callsPerSecond, WARM);
        node.restart();
    }

    private static void tell(Figures figures, List<Seen> seen) {
        figures.told("calls", seen.size())
                .atLeast(
                        "answers_with_their_own_word",
                        seen.stream().filter(Seen::repeated).count(),
                        seen.size() / 3)
                .zero("crossed_answers", seen.stream().filter(Seen::crossed).count())
                .zero(
                        "answers_to_their_end_without_their_word",
                        seen.stream()
                                .filter(call -> call.ended() && !call.repeated())
                                .count());
    }

    private IntFunction<Ask> calls(List<String> keys, int node) {
        return number -> {
            Random dice = new Random(seed * 1_000_003 + number * 31L + node);
            int words = 2 + dice.nextInt(6);
            return new Ask(
                    dice.nextBoolean() ? Tongue.ANTHROPIC : Tongue.OPENAI,
                    keys.get(dice.nextInt(keys.size())),
                    Mix.MODEL,
                    dice.nextBoolean(),
                    200,
                    0,
                    new Plan("c5-" + node + "-" + number, words, dice.nextInt(30), 20, words, UsageLie.HONEST));
        };
    }
}
