package dev.sluice.ingress.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.load.Overload.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final long MILLI = 1_000_000;
    private static final OverloadSettings SETTINGS =
            new OverloadSettings(1_000, 800, Duration.ofMillis(50), Duration.ofSeconds(1));

    private static final OverloadSettings EIGHTY =
            new OverloadSettings(80, 80, Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final OverloadSettings SMALL =
            new OverloadSettings(100, 100, Duration.ofMillis(50), Duration.ofSeconds(1));

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger heap = new AtomicInteger();
    private final AtomicInteger processors = new AtomicInteger(90);
    private final AtomicInteger database = new AtomicInteger();
    private final Overload overload = overload(SETTINGS);

    private Overload overload(OverloadSettings settings) {
        Overload made = new Overload(settings, heap::get, processors::get, clock::get);
        made.watchDatabase(database::get);
        return made;
    }

    @Test
    void theHighestSignalSaysTheLevel() {
        heap.set(71);
        look();
        assertThat(overload.level()).isEqualTo(Level.NO_BACKGROUND);

        database.set(85);
        look();
        assertThat(overload.level()).isEqualTo(Level.NO_RETRIES);
        assertThat(overload.percent(Signal.DATABASE)).isEqualTo(85);

        heap.set(0);
        database.set(0);
        pass(Duration.ofSeconds(2));
        assertThat(overload.level()).isEqualTo(Level.NORMAL);
    }

    @Test
    void aFullHeapLetsNobodyInUntilItIsLessFull() {
        heap.set(96);
        look();

        assertThat(overload.level()).isEqualTo(Level.NO_CONNECTIONS);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.FULL);
        assertThat(overload.calls()).isZero();

        heap.set(50);
        pass(Duration.ofSeconds(2));
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void aSlowEventLoopIsNotBlamedOnAFewCalls() {
        LoopLag lag = overload.addLoop();
        lateAllTheTime(lag);
        fill("a", 20);
        look();

        assertThat(overload.level()).isEqualTo(Level.NO_BACKGROUND);
        assertThat(overload.enter(tenant("b"))).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void aSlowEventLoopWithManyCallsSheds() {
        warmUp();
        LoopLag lag = overload.addLoop();
        lateAllTheTime(lag);
        fill("a", 400);
        pass(Duration.ofSeconds(1));

        assertThat(overload.level()).isEqualTo(Level.FAIR_SHARES);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.FULL);
        overload.removeLoop(lag);
        pass(Duration.ofSeconds(10));
        assertThat(overload.level()).isEqualTo(Level.NORMAL);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.WELCOME);
    }

    /** Other processes have the machine; who is turned away does not make this one faster. */
    @Test
    void anEventLoopThatIsKeptFromWorkingShedsNobody() {
        warmUp();
        processors.set(49);
        lateAllTheTime(overload.addLoop(), 69);
        fill("a", 400);
        pass(Duration.ofSeconds(1));

        assertThat(overload.level()).isEqualTo(Level.NO_BACKGROUND);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.WELCOME);
        assertThat(fill("b", 700)).as("there is an end to it").isLessThan(600);
    }

    @Test
    void oneEventLoopOfManyThatDoesNothingElseIsToBlame() {
        warmUp();
        processors.set(20);
        lateAllTheTime(overload.addLoop(), 10);
        lateAllTheTime(overload.addLoop(), 70);
        fill("a", 400);
        pass(Duration.ofSeconds(1));

        assertThat(overload.level()).isEqualTo(Level.FAIR_SHARES);
    }

    /** The one that works is on time, and the one that is late does not get a processor. */
    @Test
    void anEventLoopAtWorkIsNotBlamedForAnotherThatIsLate() {
        warmUp();
        processors.set(20);
        lateAllTheTime(overload.addLoop(), 10);
        allTheTime(overload.addLoop(), Duration.ZERO, 90);
        fill("a", 400);
        pass(Duration.ofSeconds(1));

        assertThat(overload.level()).isEqualTo(Level.NO_BACKGROUND);
    }

    /** Its code is not compiled yet: in some seconds the same calls are few for it. */
    @Test
    void aNodeThatHasOnlyBegunIsSlowAndTurnsNobodyAway() {
        lateAllTheTime(overload.addLoop());
        fill("a", 400);
        for (int i = 0; i < 90; i++) {
            for (int call = 0; call < 100; call++) {
                overload.journalTook(Duration.ofSeconds(3).toNanos());
            }
            look();
        }

        assertThat(overload.level()).isEqualTo(Level.NO_BACKGROUND);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.WELCOME);

        pass(Duration.ofSeconds(2));
        assertThat(overload.level()).as("by then it should be fast").isEqualTo(Level.FAIR_SHARES);
    }

    @Test
    void aNodeThatHasOnlyBegunIsFullWhenItIsFull() {
        fill("a", 780);
        fill("b", 220);

        assertThat(overload.enter(tenant("c"))).isEqualTo(Verdict.FULL);
        heap.set(96);
        look();
        assertThat(overload.level()).isEqualTo(Level.NO_CONNECTIONS);
    }

    @Test
    void endsOfCallsThatWaitLongForTheJournalAreASignal() {
        warmUp();
        fill("a", 200);
        for (int i = 0; i < 30; i++) {
            overload.journalTook(Duration.ofSeconds(3).toNanos());
            look();
        }

        assertThat(overload.level()).isEqualTo(Level.FAIR_SHARES);
    }

    @Test
    void aTenantHasNoMoreThanItsBoundHoweverMuchRoomThereIs() {
        assertThat(fill("a", 900)).isEqualTo(800);
        assertThat(overload.enter(tenant("a"))).isEqualTo(Verdict.OVER_SHARE);
        assertThat(overload.enter(tenant("b"))).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void whoHasMoreThanAFairShareIsTurnedAwayFirst() {
        assertThat(fill("greedy", 780)).isEqualTo(780);
        assertThat(fill("modest", 120)).isEqualTo(120);
        look();

        assertThat(overload.level()).isEqualTo(Level.FAIR_SHARES);
        assertThat(overload.enter(tenant("greedy"))).isEqualTo(Verdict.OVER_SHARE);
        assertThat(fill("modest", 110))
                .as("there is room kept for those with less")
                .isEqualTo(100);
        assertThat(overload.enter(tenant("modest"))).isEqualTo(Verdict.FULL);
    }

    /**
     * One tenant offers twenty times what the four others do together with it could have; calls last from 50 to 150 ms. The
     * others must not notice, not even when it comes, and the node must stay as busy as it can be.
     */
    @Test
    void oneWhoOffersTwentyTimesItsShareCostsOthersNothing() {
        long seed = Long.getLong("reliability.seed", 4_711);
        Simulation simulation = new Simulation(seed, overload(SETTINGS));

        simulation.run(5_000, new int[] {0, 600, 600, 600, 600});
        simulation.forget();
        simulation.run(20_000, new int[] {40_000, 600, 600, 600, 600});

        System.out.printf("# O2-simulated seed %d served %s refused %s%n", seed, simulation.served, simulation.refused);
        assertThat(simulation.refused.subList(1, 5)).containsOnly(0);
        assertThat(simulation.refused.getFirst()).isPositive();
        assertThat(simulation.servedInAll())
                .as("of 10,000 a second that fit in")
                .isGreaterThan(20 * 8_000);
    }

    /** Eighty places, of which others need 19, now more and now less: the ten percent kept for them are some places only. */
    @Test
    void oneWhoComesToASmallNodeCostsOthersNothing() {
        int refused = 0;
        int asked = 0;
        for (int seed = 0; seed < 100; seed++) {
            Simulation simulation = new Simulation(seed, overload(EIGHTY));
            simulation.run(4_000, new int[] {0, 64, 64, 64});
            simulation.forget();
            simulation.run(1_000, new int[] {9_000, 64, 64, 64});
            List<Integer> others = simulation.refused.subList(1, 4);
            refused += others.stream().mapToInt(Integer::intValue).sum();
            asked += simulation.servedInAll() - simulation.served.getFirst();
        }

        System.out.printf("# O2-small others served %d refused %d%n", asked, refused);
        assertThat(refused).isZero();
    }

    @Test
    void thoseWhoAllWantTooMuchHaveTheSame() {
        long seed = Long.getLong("reliability.seed", 4_711);
        Simulation simulation = new Simulation(seed, overload(SMALL));

        simulation.run(20_000, new int[] {4_000, 2_000, 1_000});

        assertThat(simulation.servedInAll()).isGreaterThan(20 * 850);
        int third = simulation.servedInAll() / 3;
        assertThat(simulation.served).allMatch(served -> served > third * 3 / 4 && served < third * 5 / 4);
    }

    /** Calls of several tenants on a clock of its own, all in one thread. */
    private final class Simulation {
        private final Random random;
        private final Overload node;
        private final PriorityQueue<long[]> ends = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
        private final List<Tenant> tenants = new ArrayList<>();
        private final List<Integer> served = new ArrayList<>();
        private final List<Integer> refused = new ArrayList<>();

        private Simulation(long seed, Overload node) {
            this.random = new Random(seed);
            this.node = node;
        }

        private void run(int millis, int[] perSecond) {
            for (int i = tenants.size(); i < perSecond.length; i++) {
                tenants.add(node.tenants().of("tenant-" + i));
                served.add(0);
                refused.add(0);
            }
            for (int milli = 0; milli < millis; milli++) {
                clock.addAndGet(MILLI);
                end();
                for (int i = 0; i < perSecond.length; i++) {
                    int due = perSecond[i] / 1_000 + (random.nextInt(1_000) < perSecond[i] % 1_000 ? 1 : 0);
                    for (int call = 0; call < due; call++) {
                        ask(i);
                    }
                }
                node.look();
            }
        }

        private void forget() {
            served.replaceAll(ignored -> 0);
            refused.replaceAll(ignored -> 0);
        }

        private void ask(int number) {
            Tenant tenant = tenants.get(number);
            if (node.enter(tenant) == Verdict.WELCOME) {
                ends.add(new long[] {clock.get() + (50 + random.nextInt(100)) * MILLI, number});
                served.set(number, served.get(number) + 1);
            } else {
                refused.set(number, refused.get(number) + 1);
            }
        }

        private void end() {
            for (long[] next = ends.peek(); next != null && next[0] <= clock.get(); next = ends.peek()) {
                node.leave(tenants.get((int) next[1]));
                ends.remove();
            }
        }

        private int servedInAll() {
            return served.stream().mapToInt(Integer::intValue).sum();
        }
    }

    private Tenant tenant(String user) {
        return overload.tenants().of(user);
    }

    /** How many of so many calls come in. */
    private int fill(String user, int calls) {
        Deque<Verdict> verdicts = new ArrayDeque<>();
        for (int i = 0; i < calls; i++) {
            verdicts.add(overload.enter(tenant(user)));
        }
        return (int) verdicts.stream().filter(one -> one == Verdict.WELCOME).count();
    }

    /** Serves for so long that its code is compiled. */
    private void warmUp() {
        for (int i = 0; i < 110; i++) {
            for (int call = 0; call < 20; call++) {
                overload.journalTook(0);
            }
            look();
        }
    }

    private static void lateAllTheTime(LoopLag lag) {
        lateAllTheTime(lag, 30);
    }

    private static void lateAllTheTime(LoopLag lag, int busyPercent) {
        allTheTime(lag, Duration.ofMillis(400), busyPercent);
    }

    private static void allTheTime(LoopLag lag, Duration late, int busyPercent) {
        for (int i = 0; i < 10; i++) {
            lag.late(late.toNanos(), busyPercent);
        }
    }

    private void look() {
        clock.addAndGet(Duration.ofMillis(100).toNanos());
        overload.look();
    }

    private void pass(Duration time) {
        for (long i = 0; i < time.toMillis() / 100; i++) {
            look();
        }
    }
}
