package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** The next rows of one node, added up by hour and day. Read first, without a lock, since rows never change. */
final class RollUpBatch {
    private final Stretch stretch;
    private final RollUpLines hours = new RollUpLines(Slot.HOUR);
    private final RollUpLines days = new RollUpLines(Slot.DAY);
    private long rolledTo;
    private int rows;

    /**
     * Rows of a node that are in the books and not in the roll-ups.
     *
     * @param after the highest sequence that is in the roll-ups
     * @param last the highest sequence that has a row
     */
    record Stretch(int node, long after, long last) {}

    private RollUpBatch(Stretch stretch) {
        this.stretch = stretch;
        this.rolledTo = stretch.after();
    }

    static RollUpBatch read(Handle handle, Stretch stretch, SqlDialect.Bite bite) throws SQLException {
        RollUpBatch batch = new RollUpBatch(stretch);
        String sql = "SELECT " + RequestTable.COLUMNS + " FROM request"
                + " WHERE node = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            statement.setInt(1, stretch.node());
            statement.setLong(2, stretch.after());
            statement.setLong(3, stretch.last());
            statement.setInt(4, bite.rows());
            try (ResultSet rs = statement.executeQuery()) {
                while (batch.hours.size() < bite.lines() && rs.next()) {
                    batch.add(rs);
                }
            }
        }
        boolean isEnd = batch.rows < bite.rows() && batch.hours.size() < bite.lines();
        if (isEnd) {
            batch.rolledTo = stretch.last();
        }
        return batch;
    }

    private void add(ResultSet rs) throws SQLException {
        var row = RequestTable.read(rs);
        hours.add(row);
        days.add(row);
        rolledTo = rs.getLong("seq");
        rows++;
    }

    int rows() {
        return rows;
    }

    /** Moves the mark and raises the lines, within a transaction that has locked the turn; false if the mark has moved. */
    boolean write(Handle handle) throws SQLException {
        if (!moveMark(handle)) {
            return false;
        }
        hours.write(handle.getConnection());
        days.write(handle.getConnection());
        return true;
    }

    private boolean moveMark(Handle handle) {
        int moved = handle.execute(
                "UPDATE roll_up SET rolled_to = ? WHERE node = ? AND rolled_to = ?",
                rolledTo,
                stretch.node(),
                stretch.after());
        if (moved == 0 && stretch.after() == 0 && !isKnown(handle)) {
            moved = handle.execute(
                    "INSERT INTO roll_up (node, rolled_to, dropped_requests, dropped_tokens, dropped_cost,"
                            + " dropped_purchase) VALUES (?, ?, 0, 0, 0, 0)",
                    stretch.node(),
                    rolledTo);
        }
        return moved == 1;
    }

    private boolean isKnown(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM roll_up WHERE node = :node")
                        .bind("node", stretch.node())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
