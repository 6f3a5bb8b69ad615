package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import dev.sluice.store.RequestScan.Found;
import dev.sluice.store.RequestScan.Order;
import dev.sluice.store.RequestScan.Place;
import dev.sluice.store.RequestScan.Placed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Requests} over JDBC. A cursor is {@code <arrival>.<node>.<sequence>}. */
final class JdbcRequests implements Requests {
    private static final int CHUNK = 500;
    /** For one page: no window is begun after this, and the caller asks again. */
    private static final long MOST_NANOS = Duration.ofMillis(100).toNanos();

    /** How long nothing is looked through after each window, in its time: SQLite looks on the processors that callers need. */
    private static final int RESTS = 3;

    private final Database database;

    JdbcRequests(Database database) {
        this.database = database;
    }

    @Override
    public Optional<RequestRow> get(Sight sight, String callId) {
        Where where = new Where().and("call_id = :call").bind("call", callId).seenBy(sight);
        return database.view(h -> where.query(h, "SELECT " + RequestTable.COLUMNS + " FROM request", "")
                .map((rs, ctx) -> RequestTable.read(rs))
                .findOne());
    }

    @Override
    public Page<RequestRow> list(Sight sight, RequestFilter filter, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        RequestScan scan = new RequestScan(sight, filter, Order.NEWEST_FIRST);
        Place reached = after == null ? null : Place.parse(after);
        List<Placed> rows = new ArrayList<>();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < MOST_NANOS) {
            long windowBegun = System.nanoTime();
            Place from = reached;
            int most = limit + 1 - rows.size();
            Found found = database.view(h -> scan.look(h, from, most));
            rows.addAll(found.rows());
            reached = found.reached();
            if (rows.size() > limit || reached == null) {
                break;
            }
            long now = System.nanoTime();
            LockSupport.parkNanos(Math.min(RESTS * (now - windowBegun), begun + MOST_NANOS - now));
        }
        return page(rows, limit, reached);
    }

    private static Page<RequestRow> page(List<Placed> rows, int limit, @Nullable Place reached) {
        boolean isFull = rows.size() > limit;
        List<Placed> items = isFull ? rows.subList(0, limit) : rows;
        Place next = isFull ? items.getLast().place() : reached;
        return new Page<>(items.stream().map(Placed::row).toList(), next == null ? null : next.cursor());
    }

    @Override
    public Extract<RequestRow> extract(Sight sight, RequestFilter filter) {
        return new Rows(new RequestScan(sight, filter, Order.OLDEST_FIRST), database.view(JdbcRequests::inTheBooks));
    }

    /** Up to which sequence each node's calls are in the books; rows beyond come later. */
    private static Map<Integer, Long> inTheBooks(Handle handle) {
        Map<Integer, Long> applied = new HashMap<>();
        handle.createQuery("SELECT number, applied FROM node")
                .map((rs, ctx) -> applied.put(rs.getInt(1), rs.getLong(2)))
                .list();
        return applied;
    }

    /** Rows that were in the books when this was made. What is written later may arrive anywhere, and is passed over. */
    private final class Rows implements Extract<RequestRow> {
        private final RequestScan scan;
        private final Map<Integer, Long> inTheBooks;
        private @Nullable Place reached;

        Rows(RequestScan scan, Map<Integer, Long> inTheBooks) {
            this.scan = scan;
            this.inTheBooks = inTheBooks;
        }

        @Override
        public Chunk<RequestRow> next() {
            Found found = database.view(h -> scan.look(h, reached, CHUNK));
            reached = found.reached();
            return new Chunk<>(
                    found.rows().stream()
                            .filter(placed -> isIn(placed.place()))
                            .map(Placed::row)
                            .toList(),
                    reached == null);
        }

        private boolean isIn(Place place) {
            return place.seq() <= inTheBooks.getOrDefault(place.node(), 0L);
        }
    }
}
