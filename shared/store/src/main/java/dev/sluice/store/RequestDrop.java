package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** The oldest rows of one node, on their way out: what they come to is kept beside the node's mark. */
final class RequestDrop {
    private final Stretch stretch;
    private long last;
    private int requests;
    private long tokens;
    private long cost;
    private long purchase;

    /**
     * Rows of a node that are in the roll-ups.
     *
     * @param from below it there are none any more
     */
    record Stretch(int node, long from, long rolledTo) {}

    private RequestDrop(Stretch stretch) {
        this.stretch = stretch;
    }

    /** Reads up to the first row that is to be kept. */
    static RequestDrop read(Handle handle, Stretch stretch, long before, int most) throws SQLException {
        RequestDrop drop = new RequestDrop(stretch);
        String sql = "SELECT seq, arrived_at, cost, purchase, " + RequestTable.TOKENS + " AS tokens FROM request"
                + " WHERE node = ? AND seq >= ? AND seq <= ? ORDER BY seq LIMIT ?";
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            statement.setInt(1, stretch.node());
            statement.setLong(2, stretch.from());
            statement.setLong(3, stretch.rolledTo());
            statement.setInt(4, most);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next() && rs.getLong("arrived_at") < before) {
                    drop.add(rs);
                }
            }
        }
        return drop;
    }

    private void add(ResultSet rs) throws SQLException {
        last = rs.getLong("seq");
        requests++;
        tokens = Math.addExact(tokens, rs.getLong("tokens"));
        cost = Math.addExact(cost, rs.getLong("cost"));
        purchase = Math.addExact(purchase, rs.getLong("purchase"));
    }

    int requests() {
        return requests;
    }

    /** Deletes them, within a transaction that has locked the turn. The node's row comes last: bills wait for it. */
    void write(Handle handle) {
        handle.execute(
                "DELETE FROM request WHERE node = ? AND seq >= ? AND seq <= ?", stretch.node(), stretch.from(), last);
        handle.execute(
                "UPDATE roll_up SET dropped_requests = dropped_requests + ?, dropped_tokens = dropped_tokens + ?,"
                        + " dropped_cost = dropped_cost + ?, dropped_purchase = dropped_purchase + ? WHERE node = ?",
                requests,
                tokens,
                cost,
                purchase,
                stretch.node());
        handle.execute("UPDATE node SET rows_from = ? WHERE number = ?", last + 1, stretch.node());
    }
}
