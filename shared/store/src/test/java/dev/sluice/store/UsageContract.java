package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static dev.sluice.store.Samples.voidRow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** How calls are rolled up, looked at and forgotten on every database. */
interface UsageContract extends Stage {
    String ME = "holder-1";
    /** The calls of {@link Samples} arrive then. */
    Instant HOUR = Instant.ofEpochMilli(1_800_000_000_000L);

    private void rollUp() {
        assertThat(store().jobs().take(ME)).contains(Job.UPKEEP);
        int rows = store().upkeep().rollUp(ME);
        while (rows > 0) {
            rows = store().upkeep().rollUp(ME);
        }
    }

    private UsageQuery days(Map<Dimension, String> only) {
        return new UsageQuery(
                Slot.DAY, Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z"), only);
    }

    private UsageQuery hours() {
        return new UsageQuery(
                Slot.HOUR, Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z"), Map.of());
    }

    @Test
    default void rollUpsComeToWhatRowsAndEntriesDo() {
        long seed = Long.getLong("sluice.seed", 20_260_105L);
        Calls calls = new Calls("c", seed, Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(), 5L * 86_400_000);
        for (int batch = 0; batch < 20; batch++) {
            node("node-" + batch % 3).ship(node("node-" + batch % 3).write(calls.bills(100)));
            if (batch % 4 == 0) {
                rollUp();
            }
        }
        rollUp();

        RollUpCheck check = store().upkeep().check();

        System.out.printf("R1 %d differences %s seed=%d%n", check.differences(), check.holds() ? "pass" : "fail", seed);
        assertThat(check.holds()).isTrue();
        assertThat(check.requests()).isEqualTo(2_000);
        assertThat(check.cost()).isPositive();
    }

    @Test
    default void whatWasKeptInMemoryComesToTheSameLinesAsReading() throws SQLException {
        Calls calls = new Calls("c", 17, HOUR.toEpochMilli(), 3L * 86_400_000);
        node().ship(node().write(calls.bills(10)));
        rollUp();
        for (int batch = 0; batch < 6; batch++) {
            node().ship(node().write(calls.bills(100)));
        }
        // Who read these rows would show it.
        change("UPDATE request SET cost = cost + 1000 WHERE seq > 10");
        rollUp();
        change("UPDATE request SET cost = cost - 1000 WHERE seq > 10");
        List<List<UsageLine>> kept = lines();
        assertThat(store().upkeep().check()).matches(RollUpCheck::holds);

        for (Slot slot : Slot.values()) {
            change("DELETE FROM " + slot.table());
            change("DELETE FROM " + slot.unitTable());
        }
        change("UPDATE roll_up SET rolled_to = 0");
        rollUp();

        assertThat(lines()).isEqualTo(kept);
        assertThat(kept.getFirst()).hasSizeGreaterThan(200);
    }

    @Test
    default void whatAnotherProcessBookedBetweenIsRead() {
        Calls calls = new Calls("c", 19, HOUR.toEpochMilli(), 3_600_000);
        node().ship(node().write(calls.bills(10)));
        rollUp();
        node().ship(node().write(calls.bills(100)));
        Node.Batch unheard = node().write(calls.bills(100));
        try (Store other = Store.open(settings(), Samples.VAULT)) {
            other.ledger().settle(node().life(), unheard.span(), unheard.bills());
        }
        assertThat(node().ship(unheard)).isEqualTo(Ledger.Settling.ALREADY);
        node().ship(node().write(calls.bills(100)));

        rollUp();

        assertThat(store().upkeep().check()).matches(RollUpCheck::holds);
        assertThat(store().upkeep().check().requests()).isEqualTo(310);
    }

    private List<List<UsageLine>> lines() {
        return List.of(
                Calls.all(store().usage().extract(Sight.EVERYTHING, hours())),
                Calls.all(store().usage().extract(Sight.EVERYTHING, days(Map.of()))));
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    default void aRowIsRolledUpOnceHoweverManyTryAtOnce() throws Exception {
        Calls calls = new Calls("c", 7, HOUR.toEpochMilli(), 3_600_000);
        for (int batch = 0; batch < 4; batch++) {
            node().ship(node().write(calls.bills(100)));
        }
        store().jobs().take(ME);

        List<Integer> rolled = Crowd.of(8, () -> store().upkeep().rollUp(ME));

        rollUp();
        assertThat(rolled.stream().mapToInt(Integer::intValue).sum()).isPositive();
        assertThat(store().usage()
                        .series(Sight.EVERYTHING, days(Map.of()))
                        .total()
                        .get(Measure.REQUESTS))
                .isEqualTo(400);
        assertThat(store().upkeep().check().holds()).isTrue();
    }

    @Test
    default void oneHasTheTurnAtATimeAndOthersWriteNothing() {
        node().settle(bill(row("c1", "alice", 20), 0));

        assertThat(store().jobs().take(ME)).contains(Job.UPKEEP);
        assertThat(store().jobs().take(ME)).contains(Job.UPKEEP);
        assertThat(store().jobs().take("holder-2")).isEmpty();
        assertThat(store().upkeep().rollUp("holder-2")).isZero();
        assertThat(store().upkeep().check().requests()).isZero();

        store().jobs().leave("holder-2");
        assertThat(store().jobs().take("holder-2")).isEmpty();
        store().jobs().leave(ME);
        assertThat(store().jobs().take("holder-2")).contains(Job.UPKEEP);
        assertThat(store().upkeep().rollUp("holder-2")).isEqualTo(1);
    }

    @Test
    default void aLineAddsUpEveryMeasureLatencyAndUnit() {
        RequestRow plain = row("c1", "alice", 20);
        RequestRow rare = Calls.with(
                row("c2", "alice", 3), RareUsage.ofTokens(1, 2, 3, 4, 5).withUnits(Map.of("image", 2L)));
        node().settle(bill(plain, 0), bill(rare, 0), bill(voidRow("c3", "alice"), 0));
        rollUp();
        node().settle(bill(Calls.with(row("c4", "alice", 1), RareUsage.NONE.withUnits(Map.of("image", 1L))), 0));
        rollUp();

        UsageSeries alice = store().usage().series(Sight.ofUser("alice"), hours());

        assertThat(alice.slots()).containsOnlyKeys(Instant.parse("2027-01-15T08:00:00Z"));
        Sums sums = alice.total();
        assertThat(sums.get(Measure.REQUESTS)).isEqualTo(4);
        assertThat(sums.get(Measure.REFUSED)).isEqualTo(1);
        assertThat(sums.get(Measure.INPUT_TOKENS)).isEqualTo(24);
        assertThat(sums.get(Measure.CACHE_WRITE_TOKENS)).isEqualTo(15);
        assertThat(sums.get(Measure.CACHE_WRITE_HOUR_TOKENS)).isEqualTo(1);
        assertThat(sums.get(Measure.IMAGE_OUTPUT_TOKENS)).isEqualTo(5);
        assertThat(sums.cost()).isEqualTo(nano(24));
        assertThat(sums.units()).isEqualTo(Map.of("image", 3L));
        assertThat(sums.gatewayMean()).hasValue(90);
        assertThat(sums.firstContent().calls()).isEqualTo(3);
        assertThat(sums.firstContent().millis()).isEqualTo(36);
        assertThat(sums.total().percentile(50)).hasValue(200 + 200 * 2 / 3);
        assertThat(store().usage().series(Sight.ofUser("bob"), hours()).slots()).isEmpty();
    }

    @Test
    default void theDearestPartsComeFirstEachWithItsOwnSeries() {
        Calls calls = new Calls("c", 11, HOUR.toEpochMilli(), 3L * 86_400_000);
        List<Bill> bills = calls.bills(300);
        node().ship(node().write(bills));
        rollUp();

        for (Dimension by : Dimension.values()) {
            UsageBreakdown found = store().usage().breakdown(Sight.EVERYTHING, days(Map.of()), by, 3);

            Map<String, Long> costs = new TreeMap<>();
            bills.forEach(
                    bill -> costs.merge(name(by, bill.row()), bill.row().cost().value(), Math::addExact));
            List<Long> dearest = costs.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(3)
                    .toList();
            assertThat(found.all().total().get(Measure.REQUESTS)).isEqualTo(300);
            assertThat(found.parts())
                    .extracting(part -> part.total().cost().value())
                    .containsExactlyElementsOf(dearest);
            assertThat(found.parts()).allSatisfy(part -> {
                assertThat(part.total().cost().value()).isEqualTo(costs.get(part.name()));
                assertThat(part)
                        .isEqualTo(store().usage()
                                .breakdown(Sight.EVERYTHING, days(Map.of(by, part.name())), by, 1)
                                .parts()
                                .getFirst());
            });
        }
    }

    private static String name(Dimension by, RequestRow row) {
        return switch (by) {
            case USER -> row.userId();
            case KEY -> row.keyId();
            case MODEL -> row.model();
            case CHANNEL -> row.channelId() == null ? "" : row.channelId();
        };
    }

    @Test
    default void everyLineIsExtractedOnceInOrder() {
        Calls calls = new Calls("c", 13, HOUR.toEpochMilli(), 40L * 86_400_000);
        node().ship(node().write(calls.bills(1_500)));
        rollUp();

        List<UsageLine> lines = Calls.all(store().usage().extract(Sight.EVERYTHING, hours()));

        assertThat(lines).hasSizeGreaterThan(1_000).doesNotHaveDuplicates();
        assertThat(lines)
                .isSortedAccordingTo(Comparator.<UsageLine, Instant>comparing(
                                line -> line.key().startsAt())
                        .thenComparing(line -> line.key().userId())
                        .thenComparing(line -> line.key().keyId())
                        .thenComparing(line -> line.key().model())
                        .thenComparing(line -> line.key().channelId()));
        Sums all = store().usage().series(Sight.EVERYTHING, hours()).total();
        assertThat(Sums.of(lines.stream().map(UsageLine::sums).toList())).isEqualTo(all);
        List<UsageLine> own = Calls.all(store().usage().extract(Sight.ofUser("user-1"), hours()));
        assertThat(own)
                .isEqualTo(lines.stream()
                        .filter(line -> line.key().userId().equals("user-1"))
                        .toList());
    }

    @Test
    default void rowsThatAreOldAreDroppedOnceTheyAreRolledUpAndEntriesStay() {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        store().ledger().adjust(Account.ofUser("alice"), nano(100), "top-up", "t1");
        RequestRow young = Samples.at(row("c3", "alice", 1), System.currentTimeMillis());
        node().settle(
                        bill(Samples.at(row("c1", "alice", 2), 1_000), 0),
                        bill(Samples.at(row("c2", "alice", 3), 2_000), 0),
                        bill(young, 0),
                        bill(Samples.at(row("c4", "alice", 4), 3_000), 0));
        Duration kept = Duration.ofDays(90);

        store().jobs().take(ME);
        assertThat(store().upkeep().dropRequests(ME, kept)).isZero();
        rollUp();
        assertThat(store().upkeep().dropRequests("holder-2", kept)).isZero();
        assertThat(store().upkeep().dropRequests(ME, kept)).isEqualTo(2);
        assertThat(store().upkeep().dropRequests(ME, kept)).isZero();

        assertThat(store().requests()
                        .list(Sight.EVERYTHING, RequestFilter.ANY, null, 9)
                        .items())
                .extracting(RequestRow::callId)
                .containsExactly("c3", "c4");
        assertThat(store().upkeep().check()).isEqualTo(new RollUpCheck(4, 10, 0));
        assertThat(store().ledger().audit()).filteredOn(f -> !f.holds()).isEmpty();
        assertThat(store().ledger().settledRequests()).isEqualTo(4);
    }

    @Test
    default void hoursThatAreOldAreDroppedAndDaysStay() {
        node().settle(
                        bill(Samples.at(row("c1", "alice", 2), 1_000), 0),
                        bill(Samples.at(row("c2", "alice", 3), System.currentTimeMillis()), 0));
        rollUp();

        assertThat(store().upkeep().dropHours("holder-2", Duration.ofDays(400))).isZero();
        assertThat(store().upkeep().dropHours(ME, Duration.ofDays(400))).isEqualTo(1);
        assertThat(store().upkeep().dropHours(ME, Duration.ofDays(400))).isZero();

        UsageQuery ever = new UsageQuery(Slot.HOUR, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), Map.of());
        assertThat(store().usage().series(Sight.EVERYTHING, ever).slots()).hasSize(1);
        UsageQuery days = new UsageQuery(Slot.DAY, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), Map.of());
        assertThat(store().usage().series(Sight.EVERYTHING, days).slots()).hasSize(2);
        assertThat(store().upkeep().check().holds()).isTrue();
    }

    /** Prints how long bills wait; what it checks is that both get done. */
    @Test
    default void billsAreWrittenWhileRowsAreRolledUpAndDropped() throws Exception {
        Calls old = new Calls("old", 23, 1_000, 3_600_000);
        for (int batch = 0; batch < 40; batch++) {
            node().ship(node().write(old.bills(500)));
        }
        Calls young = new Calls("young", 29, System.currentTimeMillis(), 1_000);
        AtomicInteger left = new AtomicInteger(100);
        List<Long> alone = settle(young, () -> left.getAndDecrement() > 0);
        store().jobs().take(ME);
        AtomicLong longest = new AtomicLong();
        List<Long> beside;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> chores = thread.submit(() -> {
                int rows = repeat(longest, () -> store().upkeep().rollUp(ME));
                return rows + repeat(longest, () -> store().upkeep().dropRequests(ME, Duration.ofDays(90)));
            });
            beside = settle(young, () -> !chores.isDone());
            assertThat(chores.get()).isGreaterThanOrEqualTo(20_000);
        }
        rollUp();
        repeat(longest, () -> store().upkeep().dropRequests(ME, Duration.ofDays(90)));

        RollUpCheck check = store().upkeep().check();
        System.out.printf(
                "X3 %d batches_of_bills_lost %s (p50/p99/max ms of a batch of 50: alone %s, beside the chores %s;"
                        + " longest chore %d ms)%n",
                check.differences(), check.holds() ? "pass" : "fail", figures(alone), figures(beside), longest.get());
        assertThat(check.holds()).isTrue();
        assertThat(check.requests()).isEqualTo(20_000 + 50L * (alone.size() + beside.size()));
    }

    private static int repeat(AtomicLong longest, IntSupplier chore) {
        int sum = 0;
        int done;
        do {
            long begun = System.nanoTime();
            done = chore.getAsInt();
            long took = System.nanoTime() - begun;
            longest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(took), Math::max);
            LockSupport.parkNanos(took);
            sum += done;
        } while (done > 0 && sum < 20_000);
        return sum;
    }

    /** Settles batches of 50 as long as more are wanted; returns how long each took. */
    private List<Long> settle(Calls calls, BooleanSupplier more) {
        List<Long> micros = new ArrayList<>();
        while (more.getAsBoolean()) {
            Node.Batch batch = node("node-2").write(calls.bills(50));
            long begun = System.nanoTime();
            node("node-2").ship(batch);
            micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
        }
        return micros;
    }

    private static String figures(List<Long> micros) {
        List<Long> sorted = micros.stream().sorted().toList();
        return "%.1f/%.1f/%.1f"
                .formatted(
                        sorted.get(sorted.size() / 2) / 1000.0,
                        sorted.get(sorted.size() * 99 / 100) / 1000.0,
                        sorted.getLast() / 1000.0);
    }
}
