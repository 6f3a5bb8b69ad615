package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M1: what the page of requests asks for, where there are a million of them. */
@Tag("long")
class MillionRequestsTest {
    private static final int ROWS = 1_000_000;
    private static final int BATCH = 500;
    private static final int USERS = 200;
    private static final int PAGE = 50;
    private static final int ROUNDS = 7;
    private static final long MOST_MILLIS = 200;

    private final Random random = new Random(7);
    private int calls;

    @Test
    void onSqliteEachAnswersInTime(@TempDir Path folder) {
        measure("sqlite", new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 4));
    }

    @Test
    void onPostgresEachAnswersInTime() throws IOException {
        Platforms.assumeOneOf(Platforms.POSTGRES, "PostgreSQL");
        try (EmbeddedPostgres engine = EmbeddedPostgres.builder().start()) {
            String url = "jdbc:postgresql://localhost:" + engine.getPort() + "/postgres";
            measure("postgres", new StoreSettings(url, "postgres", new Secret("postgres"), 4));
        }
    }

    private void measure(String database, StoreSettings settings) {
        try (Store store = Store.open(settings, Samples.VAULT)) {
            fill(store);
            Map<String, Long> millis = new TreeMap<>();
            questions(store).forEach((name, question) -> millis.put(name, median(question)));
            millis.forEach((name, took) -> System.out.println(
                    "M1 " + took + " ms_" + database + "_" + name + " " + (took <= MOST_MILLIS ? "pass" : "fail")));
            assertThat(millis.values()).allMatch(took -> took <= MOST_MILLIS);
        }
    }

    private static Map<String, Supplier<?>> questions(Store store) {
        Requests requests = store.requests();
        Instant middle = Instant.ofEpochMilli(Samples.ARRIVED + ROWS / 2);
        String thousandth = cursor(requests, 999);
        Map<String, Supplier<?>> questions = new TreeMap<>();
        questions.put("first_page", () -> list(requests, RequestFilter.ANY, null));
        questions.put("page_1000", () -> list(requests, RequestFilter.ANY, thousandth));
        questions.put("of_user", () -> list(requests, only(Dimension.USER, "user-7"), null));
        questions.put("of_key", () -> list(requests, RequestFilter.ofKey("key_5f1c7"), null));
        questions.put("of_model", () -> list(requests, only(Dimension.MODEL, Samples.MODEL), null));
        questions.put("of_rare_model", () -> list(requests, only(Dimension.MODEL, "rare"), null));
        questions.put("of_absent_model", () -> list(requests, only(Dimension.MODEL, "absent"), null));
        questions.put("of_status", () -> list(requests, new RequestFilter(null, null, Map.of(), 5, null), null));
        questions.put(
                "of_end", () -> list(requests, new RequestFilter(null, null, Map.of(), null, CallEnd.REFUSED), null));
        questions.put("of_time", () -> list(requests, RequestFilter.between(middle, middle.plusSeconds(10)), null));
        questions.put(
                "of_id", () -> requests.get(Sight.EVERYTHING, HexFormat.of().toHexDigits(ROWS / 3)));
        return questions;
    }

    private static RequestFilter only(Dimension dimension, String value) {
        return new RequestFilter(null, null, Map.of(dimension, value), null, null);
    }

    private static Page<RequestRow> list(Requests requests, RequestFilter filter, @Nullable String after) {
        return requests.list(Sight.EVERYTHING, filter, after, PAGE);
    }

    private static @Nullable String cursor(Requests requests, int pages) {
        String after = null;
        for (int i = 0; i < pages; i++) {
            after = list(requests, RequestFilter.ANY, after).next();
        }
        return after;
    }

    private static long median(Supplier<?> question) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            assertThat(question.get()).isNotNull();
            took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return took.stream().sorted().toList().get(ROUNDS / 2);
    }

    private void fill(Store store) {
        store.prices().publish(Samples.BOOK);
        for (int i = 0; i < USERS; i++) {
            store.users().create(Samples.user("user-" + i));
        }
        Node node = Node.begin(store, "node-1");
        while (calls < ROWS) {
            List<Bill> bills = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                bills.add(new Bill(0, row(), List.of()));
            }
            node.ship(node.write(bills));
        }
    }

    /** One in a hundred thousand is of a rare model, one in two hundred failed. */
    private RequestRow row() {
        String id = HexFormat.of().toHexDigits(calls++);
        int user = random.nextInt(USERS);
        boolean failed = random.nextInt(200) == 0;
        return new RequestRow(
                id,
                id,
                Samples.ARRIVED + calls,
                "key_5f1c" + user,
                "user-" + user,
                "default",
                "openai",
                "chat",
                calls % 100_000 == 0 ? "rare" : Samples.MODEL,
                true,
                "ch_77aa02",
                "openai",
                "gpt-5-mini-2026-01-01",
                1,
                failed ? 503 : 200,
                null,
                CallEnd.COMPLETED,
                new Usage(100, 0, 0, 400, 0),
                UsageSource.UPSTREAM,
                Reckoning.of(Samples.BOOK.version(), new NanoDollars(0)),
                412,
                3_045,
                0);
    }
}
