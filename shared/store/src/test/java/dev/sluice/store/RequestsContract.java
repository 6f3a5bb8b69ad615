package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How past requests are found on every database, by those who may see them. */
interface RequestsContract extends Stage {
    long BEGIN = 1_800_000_000_000L;

    private List<RequestRow> settle(int count) {
        Calls calls = new Calls("c", 3, BEGIN, 100_000);
        List<Bill> bills = calls.bills(count);
        node().ship(node().write(bills));
        return bills.stream().map(Bill::row).toList();
    }

    private List<String> walk(Sight sight, RequestFilter filter, int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            Page<RequestRow> page = store().requests().list(sight, filter, after, limit);
            page.items().forEach(row -> ids.add(row.callId()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private static List<String> newestFirst(List<RequestRow> rows, Predicate<RequestRow> wanted) {
        List<RequestRow> found = new ArrayList<>(rows.stream().filter(wanted).toList());
        // Later in the journal is newer, where two arrived in the same millisecond.
        Collections.reverse(found);
        return found.stream()
                .sorted(Comparator.comparingLong(RequestRow::arrivedAtMillis).reversed())
                .map(RequestRow::callId)
                .toList();
    }

    @Test
    default void filtersFindJustWhatTheySay() {
        List<RequestRow> rows = settle(400);
        Instant middle = Instant.ofEpochMilli(BEGIN + 50_000);

        assertThat(walk(Sight.EVERYTHING, RequestFilter.ANY, 37)).isEqualTo(newestFirst(rows, row -> true));
        assertThat(walk(Sight.EVERYTHING, RequestFilter.between(middle, middle.plusSeconds(10)), 9))
                .isEqualTo(newestFirst(
                        rows,
                        row -> row.arrivedAtMillis() >= BEGIN + 50_000 && row.arrivedAtMillis() < BEGIN + 60_000));
        assertThat(walk(Sight.EVERYTHING, RequestFilter.ofKey("key-10"), 9))
                .isEqualTo(newestFirst(rows, row -> row.keyId().equals("key-10")))
                .isNotEmpty();
        assertThat(walk(Sight.EVERYTHING, only(Map.of(Dimension.USER, "user-2", Dimension.MODEL, "model 1")), 9))
                .isEqualTo(newestFirst(
                        rows,
                        row -> row.userId().equals("user-2") && row.model().equals("model 1")))
                .isNotEmpty();
        assertThat(walk(Sight.EVERYTHING, only(Map.of(Dimension.CHANNEL, "channel-1")), 9))
                .isEqualTo(newestFirst(rows, row -> "channel-1".equals(row.channelId())))
                .isNotEmpty();
        assertThat(walk(Sight.EVERYTHING, new RequestFilter(null, null, Map.of(), 5, null), 9))
                .isEqualTo(newestFirst(rows, row -> row.status() / 100 == 5))
                .isNotEmpty();
        assertThat(walk(Sight.EVERYTHING, new RequestFilter(null, null, Map.of(), 2, CallEnd.CALLER_LEFT), 9))
                .isEqualTo(newestFirst(rows, row -> row.end() == CallEnd.CALLER_LEFT))
                .isNotEmpty();
    }

    private static RequestFilter only(Map<Dimension, String> only) {
        return new RequestFilter(null, null, only, null, null);
    }

    @Test
    default void aUserSeesNothingOfOthersHoweverItIsAskedFor() {
        List<RequestRow> rows = settle(200);
        Sight own = Sight.ofUser("user-1");
        String others = rows.stream()
                .filter(row -> !row.userId().equals("user-1"))
                .findFirst()
                .orElseThrow()
                .callId();

        assertThat(walk(own, RequestFilter.ANY, 9))
                .isEqualTo(newestFirst(rows, row -> row.userId().equals("user-1")))
                .isNotEmpty();
        assertThat(walk(own, only(Map.of(Dimension.USER, "user-2")), 9)).isEmpty();
        assertThat(walk(own, only(Map.of(Dimension.KEY, "key-20")), 9)).isEmpty();
        assertThat(walk(own, only(Map.of(Dimension.KEY, "key-20", Dimension.USER, "user-1")), 9))
                .isEmpty();
        assertThat(store().requests().get(own, others)).isEmpty();
        assertThat(store().requests().get(Sight.EVERYTHING, others)).isPresent();
        assertThat(Calls.all(store().requests().extract(own, RequestFilter.ANY)))
                .isNotEmpty()
                .allMatch(row -> row.userId().equals("user-1"));
        assertThat(Calls.all(store().requests().extract(own, only(Map.of(Dimension.USER, "user-2")))))
                .isEmpty();
    }

    @Test
    default void whatIsNoCursorIsRefused() {
        for (String wrong : List.of("nonsense", "1", "1.2", "1.2.3.4", "1.99999999999.3", "a.b.c", "..")) {
            assertThatThrownBy(() -> store().requests().list(Sight.EVERYTHING, RequestFilter.ANY, wrong, 4))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void anExportWhileBillsAreWrittenLosesAndDoublesNothing() throws Exception {
        int rows = 100_000;
        Set<String> expected = new HashSet<>();
        Calls calls = new Calls("c", 17, BEGIN, 1_000_000);
        for (int batch = 0; batch < rows / 500; batch++) {
            Node node = node("node-" + batch % 2);
            Node.Batch written = node.write(calls.bills(500));
            node.ship(written);
            written.bills().forEach(bill -> expected.add(bill.row().callId()));
        }
        AtomicBoolean over = new AtomicBoolean();
        List<String> found = new ArrayList<>();
        int longest = 0;
        int chunks = 0;
        long settled;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Extract<RequestRow> export = store().requests().extract(Sight.EVERYTHING, RequestFilter.ANY);
            Future<Long> settling = thread.submit(() -> settleUntil(over));
            boolean last = false;
            while (!last) {
                Extract.Chunk<RequestRow> chunk = export.next();
                chunk.items().forEach(row -> found.add(row.callId()));
                longest = Math.max(longest, chunk.items().size());
                last = chunk.last();
                chunks++;
            }
            over.set(true);
            settled = settling.get(60, TimeUnit.SECONDS);
        }

        Set<String> distinct = new HashSet<>(found);
        long lost = expected.stream().filter(id -> !distinct.contains(id)).count();
        long doubled = (long) found.size() - distinct.size();
        long foreign = distinct.stream().filter(id -> !expected.contains(id)).count();
        System.out.printf(
                "X1 %d rows_lost_or_doubled %s (%d exported in %d chunks of at most %d, %d settled meanwhile)%n",
                lost + doubled + foreign,
                lost + doubled + foreign == 0 ? "pass" : "fail",
                found.size(),
                chunks,
                longest,
                settled);
        assertThat(lost + doubled + foreign).isZero();
        assertThat(found).hasSize(rows);
        assertThat(settled).isPositive();
        assertThat(longest).isLessThanOrEqualTo(500);
        assertThat(rareOnes(expected.size())).isPositive();
    }

    /** Few rows match, so that many windows are looked through. */
    private long rareOnes(int rows) {
        node().settle(bill(Samples.at(row("needle", Users.ADMIN, "needle", 1), BEGIN - 1), 0));
        RequestFilter rare = only(Map.of(Dimension.MODEL, Samples.MODEL, Dimension.CHANNEL, "channel-1"));
        assertThat(walk(Sight.EVERYTHING, rare, 5)).containsExactly("needle");
        assertThat(Calls.all(store().requests().extract(Sight.EVERYTHING, rare)))
                .extracting(RequestRow::callId)
                .containsExactly("needle");
        return rows;
    }

    private long settleUntil(AtomicBoolean over) {
        // They arrive anywhere among those that are exported.
        Calls calls = new Calls("late", 19, BEGIN, 1_000_000);
        long settled = 0;
        do {
            node("node-0").ship(node("node-0").write(calls.bills(50)));
            settled += 50;
        } while (!over.get());
        return settled;
    }
}
