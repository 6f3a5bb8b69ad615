package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.FaultProxy;
import dev.sluice.testkit.LinkFault;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D1: the database of a loaded node stops, freezes, loses packets and resets connections. */
class DatabaseOutageTest {
    private static final int CALLS_PER_SECOND = 100;
    private static final long SECOND = 1_000_000_000L;
    private static final long ENOUGH_PERCENT = 95;
    private static final Duration BACK = Duration.ofSeconds(10);
    /** How long to wait for what is wanted within {@link #BACK}; on a busy machine the load itself comes in bursts. */
    private static final Duration HOPELESS = Duration.ofSeconds(40);

    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final Duration SHIPPED = Duration.ofSeconds(40);

    private final long seed = Run.seed();
    /** How long the database is away: half a minute, or as long as a build can wait. */
    private final Duration outage = Duration.ofSeconds(Run.isLong() ? 30 : 5);

    @TempDir
    private Path folder;

    /** A way to take the database away. */
    private enum Trouble {
        STOPPED,
        FROZEN,
        PACKETS_HELD_BACK,
        CONNECTIONS_RESET
    }

    @Test
    void nothingIsLostWhilePostgresIsAway() {
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"))) {
            outlast("D1", server);
        }
    }

    @Tag("long")
    @Test
    void nothingIsLostWhileMariaDbIsAway() {
        try (DatabaseServer server = new MariaDbServer(folder.resolve("mariadb"))) {
            outlast("D1-mariadb", server);
        }
    }

    private void outlast(String name, DatabaseServer server) {
        Figures figures = Figures.of(name, seed);
        Verdicts verdicts = new Verdicts();
        try (FaultProxy network = FaultProxy.to(server.port());
                Rig rig = Rig.start(Settings.in(folder).with(server.settings(network.port())))) {
            List<String> keys = rig.keys().subList(0, 4);
            Mix mix = new Mix(seed, "d1-" + seed + "-", keys);
            try (Load load = new Load(rig::address, mix)) {
                load.start(CALLS_PER_SECOND).awaitEnded(2 * CALLS_PER_SECOND, WARM);
                for (Trouble trouble : Trouble.values()) {
                    endure(trouble, server, network, load, figures);
                }
                load.stop(ANSWERED);
                tell(load.seen(), figures);
                askWhileAway(server, rig, figures);
                Books books = server.books();
                verdicts.add(
                        books, SHIPPED, () -> new Comparison(load.seen(), rig.upstream(), books.rows(mix.prefix())));
            }
            verdicts.tell(figures);
            assertThat(rig.node().stop()).isZero();
            Audit.of(rig.settings()).tell(figures);
        }
        figures.assertAllPassed();
    }

    private void endure(Trouble trouble, DatabaseServer server, FaultProxy network, Load load, Figures figures) {
        long away = System.nanoTime();
        switch (trouble) {
            case STOPPED -> {
                server.stop();
                pass(outage);
                server.start();
            }
            case FROZEN -> {
                server.freeze();
                pass(outage);
                server.thaw();
            }
            case PACKETS_HELD_BACK -> {
                network.towardsServer(new LinkFault.HoldBack()).towardsClient(new LinkFault.HoldBack());
                pass(outage);
                network.heal();
            }
            case CONNECTIONS_RESET -> {
                for (int i = 0; i < outage.toSeconds() * 2; i++) {
                    network.resetAll();
                    pass(Duration.ofMillis(500));
                }
            }
        }
        long back = System.nanoTime();
        long servedMeanwhile = load.servedBetween(away, back);
        while (!isServing(load) && System.nanoTime() - back < HOPELESS.toNanos()) {
            pass(Duration.ofMillis(100));
        }
        long served = (System.nanoTime() - back) / 1_000_000;
        String unit = trouble.name().toLowerCase(Locale.ROOT);
        figures.told(unit + "_served_while_away", servedMeanwhile)
                .time(unit + "_back_to_95_percent_of_the_load_ms", served, BACK.toMillis(), HOPELESS.toMillis() - 1);
    }

    /** A node without its database can serve, and does not call keys wrong that it cannot look up. */
    private static void askWhileAway(DatabaseServer server, Rig rig, Figures figures) {
        server.stop();
        await().atMost(HOPELESS)
                .until(() -> rig.node().health("dependencies").body().contains("\"database\":{\"up\":false"));
        Ask unknown = new Ask(
                Tongue.OPENAI, "sk-nobodys", Mix.MODEL, false, 10, 0, new Plan("away", 1, 0, 1, 1, UsageLie.HONEST));
        Seen answer = Load.call(rig.address(), unknown);
        figures.zero("unknown_keys_not_answered_with_503_while_away", answer.isRefusedCleanly() ? 0 : 1)
                .zero("not_ready_while_away", rig.node().health("ready").statusCode() == 200 ? 0 : 1);
        server.start();
    }

    /** Whether, within the last second, nearly all who were answered had what they asked for, and there were enough of them. */
    private static boolean isServing(Load load) {
        long now = System.nanoTime();
        long answered = load.answeredBetween(now - SECOND, now);
        long served = load.servedBetween(now - SECOND, now);
        return answered >= CALLS_PER_SECOND / 2 && served * 100 >= answered * ENOUGH_PERCENT;
    }

    /** The outage is what the test is about, so here time itself is waited for. */
    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void tell(List<Seen> seen, Figures figures) {
        List<Seen> unclean = seen.stream()
                .filter(call -> call.isRefused() && !call.isShedCleanly())
                .toList();
        List<Seen> unanswered = seen.stream()
                .filter(call -> !call.isRefused() && !call.left() && !call.ended())
                .toList();
        unclean.stream().limit(3).forEach(call -> System.out.println("# refused uncleanly: " + call));
        unanswered.stream().limit(3).forEach(call -> System.out.println("# neither answered nor refused: " + call));
        figures.told("clean_refusals", seen.stream().filter(Seen::isShedCleanly).count())
                .zero("refusals_other_than_429_or_503_with_retry_after", unclean.size())
                .zero("calls_neither_answered_nor_refused", unanswered.size());
    }
}
