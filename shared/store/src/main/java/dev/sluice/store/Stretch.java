package dev.sluice.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The part of a node's books that an audit looks at: sequences above {@code after}, up to {@code upTo}.
 *
 * @param applied how far the books say they are
 * @param lastRow the highest sequence that they say has a request
 * @param rowsFrom requests below were deleted by policy
 */
record Stretch(int node, long after, long upTo, long applied, long lastRow, long rowsFrom) {
    /** Of every node all there is, even beyond its mark. */
    static List<Stretch> everything(Handle handle) {
        return handle.createQuery("SELECT number, applied, last_row, rows_from FROM node ORDER BY number")
                .map((rs, ctx) ->
                        new Stretch(rs.getInt(1), 0, Long.MAX_VALUE, rs.getLong(2), rs.getLong(3), rs.getLong(4)))
                .list();
    }

    boolean isDesk() {
        return node == JdbcNodes.DESK;
    }

    /** A condition on the columns {@code node} and {@code seq} of a table. */
    String of(String table) {
        return table + ".node = " + node + " AND " + table + ".seq > " + after + " AND " + table + ".seq <= " + upTo;
    }
}
