package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.launcher.ManyRequests;
import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Load;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.Seen;
import dev.sluice.testkit.load.Tongue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M1: people look through a million requests, page after page, and callers do not notice. */
@Tag("long")
class BrowsedRequestsTest {
    private static final int ROWS = 1_000_000;
    private static final int CALLS_PER_SECOND = 100;
    private static final int ROUNDS = 11;
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofSeconds(8);
    /** Four people, each of whom reads a page for a second. */
    private static final Duration PEOPLE = Duration.ofMillis(250);
    /** Somebody who asks for the next page as soon as the last one is there, as nobody but a script does. */
    private static final Duration SCRIPT = Duration.ofMillis(20);

    private static final Duration ANSWERED = Duration.ofSeconds(70);
    private static final long MOST_MILLIS = 200;

    /** What the page of requests asks for; of a rare model there are ten, of an absent one none. */
    private static final List<String> QUESTIONS = List.of(
            "", "user_id=user-7", "key_id=key-7", "model=often", "model=rare", "model=absent", "status_class=5");

    private final long seed = Run.seed();

    @TempDir
    private Path folder;

    @Test
    void onSqlite() {
        Settings settings = Settings.in(folder);
        browse(
                "M1-sqlite",
                settings,
                () -> DriverManager.getConnection(
                        "jdbc:sqlite:" + settings.data().resolve("sluice.db")));
    }

    @Test
    void onPostgres() {
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"))) {
            browse(
                    "M1-postgres",
                    Settings.in(folder).with(server.settings(server.port())),
                    () -> DriverManager.getConnection(
                            server.url("127.0.0.1", server.port()), server.user(), "pa55word"));
        }
    }

    /** Opens the database of a node that has stopped. */
    private interface Opening {
        Connection open() throws SQLException;
    }

    private void browse(String name, Settings settings, Opening database) {
        Figures figures = Figures.of(name, seed);
        try (Rig rig = Rig.start(settings, new PlannedUpstream())) {
            List<String> keys = rig.keys().subList(0, 3);
            rig.node().stop();
            fill(database);
            rig.restart();
            rig.awaitServing(keys.getFirst());
            Map<String, List<Long>> took = new TreeMap<>();
            List<Long> alone = new ArrayList<>();
            List<Long> besidePeople = new ArrayList<>();
            List<Long> besideScript = new ArrayList<>();
            List<Seen> failed = new ArrayList<>();
            try (Load load = new Load(rig::address, number -> call(number, keys));
                    Operator operator = rig.operator()) {
                load.start(CALLS_PER_SECOND);
                LockSupport.parkNanos(WARM.toNanos());
                look(operator, SCRIPT, new TreeMap<>()); // what compiles now is not measured
                for (int round = 0; round < ROUNDS; round++) {
                    alone.add(p99Micros(load, failed, () -> LockSupport.parkNanos(WINDOW.toNanos())));
                    besidePeople.add(p99Micros(load, failed, () -> look(operator, PEOPLE, took)));
                    besideScript.add(p99Micros(load, failed, () -> look(operator, SCRIPT, took)));
                }
                load.stop(ANSWERED);
            }
            took.forEach((question, millis) -> figures.time(
                    "ms_of_" + (question.isEmpty() ? "all" : question), median(millis), MOST_MILLIS, 5_000));
            figures.zero("calls_failed", failed.size())
                    .told("calls_p99_alone_us", median(alone))
                    .told("calls_p99_percent_beside_a_script", percent(besideScript, alone))
                    .time("calls_p99_percent_of_alone", percent(besidePeople, alone), 110, 1_500);
        }
        figures.assertAllPassed();
    }

    /** The upstream takes no time for it, so that what is measured is the gateway. */
    private Ask call(int number, List<String> keys) {
        Plan plan = new Plan("m1-" + seed + "-" + number, 3, 0, 20, 3, UsageLie.HONEST);
        return new Ask(Tongue.OPENAI, keys.get(number % keys.size()), Mix.MODEL, false, 50, 0, plan);
    }

    private static void fill(Opening database) {
        try (Connection connection = database.open()) {
            ManyRequests.write(connection, ROWS);
        } catch (SQLException e) {
            throw new AssertionError("the database cannot be filled", e);
        }
    }

    /** Asks for page after page for one window, with this time between, and notes how long each took in milliseconds. */
    private static void look(Operator operator, Duration between, Map<String, List<Long>> took) {
        long until = System.nanoTime() + WINDOW.toNanos();
        for (int i = 0; System.nanoTime() < until; i++) {
            String question = QUESTIONS.get(i % QUESTIONS.size());
            long start = System.nanoTime();
            JsonNode page = operator.read("/api/requests?limit=50&" + question);
            took.computeIfAbsent(question, q -> new ArrayList<>())
                    .add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            // The others look through the newest so many only, which may be the callers' own.
            assertThat(page.path("data").size()).as(question).isGreaterThanOrEqualTo(question.endsWith("-7") ? 50 : 0);
            LockSupport.parkNanos(between.toNanos());
        }
    }

    /** Of the calls that ended meanwhile; those that failed are added to the others. */
    private static long p99Micros(Load load, List<Seen> failed, Runnable meanwhile) {
        load.forget();
        meanwhile.run();
        List<Seen> seen = load.seen();
        seen.stream().filter(Predicate.not(Seen::ended)).forEach(failed::add);
        long[] micros = seen.stream()
                .filter(Seen::ended)
                .mapToLong(call -> TimeUnit.NANOSECONDS.toMicros(call.endedNanos() - call.startedNanos()))
                .sorted()
                .toArray();
        return micros[(micros.length - 1) * 99 / 100];
    }

    /** The median of what each round had, since a noisy neighbour spoils some rounds and not a ratio of most. */
    private static long percent(List<Long> beside, List<Long> alone) {
        List<Long> percents = new ArrayList<>();
        for (int round = 0; round < alone.size(); round++) {
            percents.add(100 * beside.get(round) / alone.get(round));
        }
        return median(percents);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
