package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Topups} over JDBC. */
final class JdbcTopups implements Topups {
    private static final String SELECT = "SELECT seq, id, user_id, amount, price, currency, provider, status,"
            + " external_id, created_at, closed_at FROM topup_order";

    private final Database database;

    JdbcTopups(Database database) {
        this.database = database;
    }

    @Override
    public void open(Order order) {
        database.write(h -> h.createUpdate("INSERT INTO topup_order (id, user_id, amount, price, currency, provider,"
                        + " status, external_id, created_at)"
                        + " VALUES (:id, :user, :amount, :price, :currency, :provider, 'OPEN', :external, :at)")
                .bind("id", order.id())
                .bind("user", order.userId())
                .bind("amount", order.amount().value())
                .bind("price", order.price())
                .bind("currency", order.currency())
                .bind("provider", order.provider())
                .bind("external", order.externalId())
                .bind("at", order.createdAt().toEpochMilli())
                .execute());
    }

    @Override
    public Optional<Order> get(String id) {
        return database.read(h -> get(h, id, ""));
    }

    private static Optional<Order> get(Handle handle, String id, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((rs, ctx) -> order(rs))
                .findOne();
    }

    private record Row(long seq, Order order) {}

    @Override
    public Page<Order> list(@Nullable String userId, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        String whose = userId == null ? "" : " AND user_id = :user";
        List<Row> rows = database.read(h -> {
            var query = h.createQuery(SELECT + " WHERE seq > :from" + whose + " ORDER BY seq LIMIT :limit")
                    .bind("from", from)
                    .bind("limit", limit + 1);
            return (userId == null ? query : query.bind("user", userId))
                    .map((rs, ctx) -> new Row(rs.getLong("seq"), order(rs)))
                    .list();
        });
        Page<Row> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Row::order).toList(), page.next());
    }

    @Override
    public boolean cancel(String id, Instant now) {
        return database.write(h -> close(h, id, Status.CANCELLED, now) == 1);
    }

    private static int close(Handle handle, String id, Status status, Instant now) {
        return handle.execute(
                "UPDATE topup_order SET status = ?, closed_at = ? WHERE id = ? AND status = 'OPEN'",
                status.name(),
                now.toEpochMilli(),
                id);
    }

    @Override
    public Credit credit(Payment payment, Instant now) {
        return database.writeOnce(h -> {
            Optional<Order> found = get(h, payment.orderId(), database.dialect().forUpdate());
            if (found.isEmpty() || !found.get().provider().equals(payment.provider())) {
                return Credit.NO_ORDER;
            }
            return switch (found.get().status()) {
                case OPEN -> credit(h, found.get(), payment, now);
                case PAID -> Credit.ALREADY;
                case CANCELLED -> Credit.NO_ORDER;
            };
        });
    }

    private static Credit credit(Handle handle, Order order, Payment payment, Instant now) throws SQLException {
        if (hasPaid(handle, payment)) {
            throw new StoreConflict("the event " + payment.eventId() + " has paid another order");
        }
        handle.execute(
                "INSERT INTO topup_event (provider, event_id, order_id, reason, heard_at) VALUES (?, ?, ?, ?, ?)",
                payment.provider(),
                payment.eventId(),
                order.id(),
                payment.reason(),
                now.toEpochMilli());
        close(handle, order.id(), Status.PAID, now);
        Entry.Cause cause = new Entry.Cause(payment.reason(), "topup:" + order.id(), null);
        Account user = Account.ofUser(order.userId());
        DeskBooking booking = new DeskBooking(
                Entry.Kind.TOPUP, Entry.CLEARING, user, order.amount().value(), cause);
        if (!booking.book(handle)) {
            throw new StoreConflict("there is a credit topup:" + order.id() + " already, though its order was open");
        }
        return Credit.CREDITED;
    }

    private static boolean hasPaid(Handle handle, Payment payment) {
        return handle.createQuery("SELECT COUNT(*) FROM topup_event WHERE provider = :provider AND event_id = :event")
                        .bind("provider", payment.provider())
                        .bind("event", payment.eventId())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static Order order(ResultSet rs) throws SQLException {
        long closed = rs.getLong("closed_at");
        Instant closedAt = rs.wasNull() ? null : Instant.ofEpochMilli(closed);
        return new Order(
                rs.getString("id"),
                rs.getString("user_id"),
                new NanoDollars(rs.getLong("amount")),
                rs.getLong("price"),
                rs.getString("currency"),
                rs.getString("provider"),
                Status.valueOf(rs.getString("status")),
                rs.getString("external_id"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                closedAt);
    }
}
