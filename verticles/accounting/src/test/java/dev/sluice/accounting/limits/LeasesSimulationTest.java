package dev.sluice.accounting.limits;

import static dev.sluice.accounting.limits.World.MILLI;
import static dev.sluice.accounting.limits.World.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.limits.World.SimNode;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Limits over three nodes whose network and clock are made up. Each seed is another run; {@code -Dsluice.seed=N} runs only that
 * one. Offered is three times what the limit allows.
 */
final class LeasesSimulationTest {
    private static final int NODES = 3;
    private static final int LIMIT = 600;
    private static final int SLICE = 7;
    private static final double OFFERED = 3.0 * LIMIT / 60 / NODES;
    private static final Limit KEY =
            new Limit(new Subject(Scope.KEY, "key-1"), new KeyLimits((long) LIMIT, null, null));
    private static final List<Limit> LIMITS = List.of(KEY);

    private static long[] seeds(int count) {
        Long one = Long.getLong("sluice.seed");
        return one == null ? LongStream.range(0, count).toArray() : new long[] {one};
    }

    private static void print(String what, double value, String unit, boolean pass) {
        System.out.printf(Locale.ROOT, "C1 %s %.1f %s %s%n", what, value, unit, pass ? "pass" : "fail");
    }

    /** Members are given up after ten seconds without a sign of life (cluster.xml). */
    private static long detection(World world) {
        return 5 * SECOND + (long) (world.random.nextDouble() * 6 * SECOND);
    }

    private static World underLoad(long seed) {
        World world = new World(seed, NODES);
        world.nodes.values().forEach(node -> node.offer(OFFERED, 100 * MILLI, LIMITS));
        return world;
    }

    @Test
    void inAHealthyClusterEveryMinuteHasTheLimitAndNotOneMore() {
        int most = 0;
        int sliding = 0;
        int least = Integer.MAX_VALUE;
        for (long seed : seeds(50)) {
            World world = underLoad(seed);
            world.runUntil(Duration.ofMinutes(3));
            sliding = Math.max(sliding, world.mostInAMinute());
            assertThat(world.mostInAMinute()).as("seed %d", seed).isLessThanOrEqualTo(LIMIT + 1);
            for (int minute = 0; minute < 3; minute++) {
                int admitted = world.admittedIn(minute);
                most = Math.max(most, admitted);
                least = Math.min(least, admitted);
                assertThat(admitted).as("seed %d, minute %d", seed, minute).isBetween(LIMIT * 97 / 100, LIMIT + 1);
            }
        }
        print("healthy-most", 100.0 * most / LIMIT, "%", most <= LIMIT + 1);
        print("healthy-any-60-seconds-most", 100.0 * sliding / LIMIT, "%", sliding <= LIMIT + 1);
        print("healthy-least", 100.0 * least / LIMIT, "%", least >= LIMIT * 97 / 100);
    }

    @Test
    void withoutLeasesThreeNodesAdmitThreeTimesTheLimit() {
        World world = new World(1, NODES);
        world.nodes
                .values()
                .forEach(node -> node.offer(new LocalLimiter(() -> world.time() + SECOND), 4 * OFFERED, 0, LIMITS));

        world.runUntil(Duration.ofMinutes(3));

        double percent = 100.0 * world.admittedIn(2) / LIMIT;
        System.out.printf(Locale.ROOT, "C1 without-leases %.1f %% (the figure that leases are for)%n", percent);
        assertThat(percent).isBetween(290.0, 300.5);
    }

    @Test
    void lateLostAndDoubledMessagesAdmitHardlyMoreThanTheLimit() {
        int most = 0;
        for (long seed : seeds(200)) {
            World world = underLoad(seed);
            world.loss = 0.02;
            world.twice = 0.05;
            world.slowest = 20 * MILLI;
            world.runUntil(Duration.ofMinutes(2));
            most = Math.max(most, world.mostInAMinute());
            assertThat(world.mostInAMinute()).as("seed %d", seed).isLessThanOrEqualTo(LIMIT + NODES);
        }
        print("bad-network-most", 100.0 * most / LIMIT, "%", most <= LIMIT + NODES);
    }

    /** In turn: a member cut off, the owner cut off, one direction only, flaps of three seconds. */
    @Test
    void aSplitAdmitsAtMostATenthMoreInAnyMinuteWithIt() {
        int most = 0;
        for (long seed : seeds(200)) {
            World world = underLoad(seed);
            split(world, seed, 61 + (int) seed % 60);
            most = Math.max(most, world.mostInAMinute());
            assertThat(world.mostInAMinute()).as("seed %d", seed).isLessThanOrEqualTo(LIMIT * 110 / 100);
        }
        print("split-most", 100.0 * most / LIMIT, "%", most <= LIMIT * 110 / 100);
    }

    /** Who calls for the first time in the very seconds of a split may use the limit on one side, and a share of it on the other. */
    @Test
    void aSplitInTheFirstSecondsOfABurstAdmitsAtMostTheShareOfTheSmallerSideMore() {
        int most = 0;
        for (long seed : seeds(200)) {
            World world = underLoad(seed);
            split(world, seed, (int) seed % 20);
            most = Math.max(most, world.mostInAMinute());
            assertThat(world.mostInAMinute()).as("seed %d", seed).isLessThanOrEqualTo(LIMIT * 4 / 3 + NODES * SLICE);
        }
        System.out.printf(
                Locale.ROOT, "C1 split-in-a-burst-most %.1f %% (told, at most 136.8)%n", 100.0 * most / LIMIT);
    }

    private static void split(World world, long seed, int at) {
        world.runUntil(Duration.ofSeconds(at));
        SimNode owner = world.ownerOf(KEY);
        List<String> others = new ArrayList<>(world.nodes.keySet());
        others.remove(owner.name);
        switch ((int) (seed % 4)) {
            case 0 -> world.split(Set.of(others.getFirst()), detection(world));
            case 1 -> world.split(Set.of(owner.name), detection(world));
            case 2 -> {
                world.cutOneWay(owner.name, others.getFirst());
                world.detect(detection(world));
            }
            default -> {
                for (int second = at; second < at + 54; second += 6) {
                    world.split(Set.of(others.getFirst()), 10 * SECOND);
                    world.runUntil(Duration.ofSeconds(second + 3));
                    world.heal(SECOND);
                    world.runUntil(Duration.ofSeconds(second + 6));
                }
            }
        }
        world.runUntil(Duration.ofSeconds(at + 60));
        world.heal(2 * SECOND);
        world.runUntil(Duration.ofSeconds(at + 125));
    }

    @Test
    void aKilledOrStoppedOwnerGrantsAtMostItsLeasesTwice() {
        int most = 0;
        for (long seed : seeds(200)) {
            World world = underLoad(seed);
            world.runUntil(Duration.ofSeconds(65));
            SimNode owner = world.ownerOf(KEY);
            long detection = detection(world);
            if (seed % 2 == 0) {
                owner.isDead = true;
                world.detect(seed % 4 == 0 ? 100 * MILLI : detection);
            } else {
                owner.stillUntil = (66 + 30) * SECOND;
                for (SimNode node : world.nodes.values()) {
                    if (node != owner) {
                        world.in(detection, node, () -> node.sees(others(world, owner)));
                    }
                }
                world.runUntil(Duration.ofSeconds(97));
                world.detect(SECOND);
            }
            world.runUntil(Duration.ofMinutes(3));
            most = Math.max(most, world.mostInAMinute());
            // While nobody answers, each of the two that are left has its own share for so long.
            int shares = (int) Math.ceil(LIMIT / 60.0 * 2 / 3 * 6);
            assertThat(world.mostInAMinute()).as("seed %d", seed).isLessThanOrEqualTo(LIMIT + NODES * SLICE + shares);
        }
        print("owner-gone-most", 100.0 * most / LIMIT, "%", most <= LIMIT * 110 / 100);
    }

    private static Set<String> others(World world, SimNode without) {
        Set<String> names = new HashSet<>(world.nodes.keySet());
        names.remove(without.name);
        return names;
    }

    @Test
    void concurrencyIsNeverAboveTheLimitAndSlotsOfADeadNodeComeBack() {
        List<Limit> limits = List.of(new Limit(new Subject(Scope.KEY, "slots"), new KeyLimits(null, null, 10L)));
        int most = 0;
        for (long seed : seeds(200)) {
            World world = new World(seed, NODES);
            world.slowest = 5 * MILLI;
            world.nodes.values().forEach(node -> node.offer(10, SECOND, limits));
            world.runUntil(Duration.ofSeconds(40));
            most = Math.max(most, world.mostRunning);
            assertThat(world.mostRunning).as("seed %d", seed).isBetween(9, 10);

            SimNode victim = List.copyOf(world.nodes.values()).get((int) (seed % NODES));
            victim.isDead = true;
            world.detect(5 * SECOND);
            world.runUntil(Duration.ofSeconds(60));
            int before = world.admitted.size();
            world.runUntil(Duration.ofSeconds(80));
            // Of three nodes two are left, and grant two thirds: six calls at a time, of a second each.
            assertThat(world.admitted.size() - before).as("seed %d", seed).isGreaterThan(60);
        }
        print("concurrency-most", most, "calls of 10", most <= 10);
    }

    @Test
    void idleKeysCostNothing() {
        World quiet = new World(2, NODES);
        SimNode node = quiet.node("node-0");
        node.leases.take(LIMITS, 1, 1).onSuccess(grant -> {});
        quiet.runUntil(Duration.ofSeconds(5));
        int asked = node.asked;

        quiet.runUntil(Duration.ofMinutes(3));
        quiet.nodes.values().forEach(one -> one.leases.sweep());

        assertThat(node.asked).isEqualTo(asked);
        assertThat(quiet.nodes.values())
                .allSatisfy(
                        one -> assertThat(one.leases.size() + one.grants.size()).isZero());
    }
}
