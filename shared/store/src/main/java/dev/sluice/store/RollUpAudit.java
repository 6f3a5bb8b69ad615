package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Compares the roll-ups with rows and entries, as of one moment; {@link Upkeep#check} says how. */
final class RollUpAudit {
    private static final String TOTALS = "SUM(requests), SUM(" + RequestTable.TOKENS + "), SUM(cost), SUM(purchase)";
    private static final String OF_DAY = "SUM(requests) AS requests, SUM(" + RequestTable.TOKENS
            + ") AS tokens, SUM(cost) AS cost, SUM(purchase) AS purchase";
    private static final String DAY = "starts_at - starts_at % 86400000";

    private final Handle handle;

    RollUpAudit(Handle handle) {
        this.handle = handle;
    }

    /** What calls come to. */
    private record Figures(long requests, long tokens, long cost, long purchase) {
        static Figures read(ResultSet rs) throws SQLException {
            return new Figures(rs.getLong(1), rs.getLong(2), rs.getLong(3), rs.getLong(4));
        }

        Figures plus(Figures other) {
            return new Figures(
                    Math.addExact(requests, other.requests),
                    Math.addExact(tokens, other.tokens),
                    Math.addExact(cost, other.cost),
                    Math.addExact(purchase, other.purchase));
        }

        long differences(Figures other) {
            return differ(requests, other.requests)
                    + differ(tokens, other.tokens)
                    + differ(cost, other.cost)
                    + differ(purchase, other.purchase);
        }
    }

    private static long differ(long one, long other) {
        return one == other ? 0 : 1;
    }

    RollUpCheck check() {
        Figures days = figures("SELECT " + TOTALS + " FROM usage_day");
        Figures rows = figures("SELECT COUNT(*), SUM(" + RequestTable.TOKENS + "), SUM(cost), SUM(purchase)"
                + " FROM request r JOIN roll_up u ON u.node = r.node AND r.seq <= u.rolled_to");
        Figures dropped = figures("SELECT SUM(dropped_requests), SUM(dropped_tokens), SUM(dropped_cost),"
                + " SUM(dropped_purchase) FROM roll_up");
        Figures entries = figures("SELECT SUM(CASE WHEN kind IN ('settle', 'void') THEN 1 ELSE 0 END), 0,"
                + " SUM(CASE WHEN kind IN ('settle', 'writeoff') THEN amount ELSE 0 END), 0"
                + " FROM entry e JOIN roll_up u ON u.node = e.node AND e.seq <= u.rolled_to");
        long differences = days.differences(rows.plus(dropped))
                + differ(days.requests(), entries.requests())
                + differ(days.cost(), entries.cost())
                + daysThatAreNotTheirHours();
        return new RollUpCheck(days.requests(), days.cost(), differences);
    }

    /** Days whose hours were deleted, or are about to be, are left out. */
    private long daysThatAreNotTheirHours() {
        long from = handle.createQuery("SELECT done_to FROM job_lease WHERE name = 'upkeep'")
                .mapTo(Long.class)
                .one();
        Figures hours = figures("SELECT " + TOTALS + " FROM usage_hour WHERE starts_at >= " + from);
        Figures days = figures("SELECT " + TOTALS + " FROM usage_day WHERE starts_at >= " + from);
        long wrong = handle.createQuery("SELECT COUNT(*) FROM"
                        + " (SELECT starts_at AS day, " + OF_DAY + " FROM usage_day WHERE starts_at >= :from"
                        + " GROUP BY starts_at) d"
                        + " LEFT JOIN (SELECT " + DAY + " AS day, " + OF_DAY
                        + " FROM usage_hour WHERE starts_at >= :from GROUP BY " + DAY + ") h ON h.day = d.day"
                        + " WHERE h.day IS NULL OR h.requests <> d.requests OR h.tokens <> d.tokens"
                        + " OR h.cost <> d.cost OR h.purchase <> d.purchase")
                .bind("from", from)
                .mapTo(Long.class)
                .one();
        return wrong + hours.differences(days);
    }

    private Figures figures(String sql) {
        return handle.createQuery(sql).map((rs, ctx) -> Figures.read(rs)).one();
    }
}
