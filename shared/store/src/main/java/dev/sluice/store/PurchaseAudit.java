package dev.sluice.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What calls cost the platform is booked once for each batch and channel; it must be what their requests say together. An
 * entry stands with the last call of its batch, so batches that are cut by the stretch's ends are left out.
 */
final class PurchaseAudit {
    private static final String PURCHASES = " AND kind = 'purchase' AND line >= " + Entry.OF_BATCH;

    private PurchaseAudit() {}

    static boolean agrees(Handle handle, Stretch stretch) {
        long from = firstWholeBatch(handle, stretch);
        long last = lastBatch(handle, stretch);
        if (last <= from) {
            return rows(handle, stretch.node(), from, stretch.upTo()).isEmpty();
        }
        return entries(handle, stretch.node(), from, last).equals(rows(handle, stretch.node(), from, last))
                && rows(handle, stretch.node(), last, stretch.upTo()).isEmpty();
    }

    /** Whether requests above {@code after} and up to there bought something, as far as they were not deleted. */
    static boolean isBought(Handle handle, int node, long after, long upTo) {
        return handle.createQuery("SELECT 1 FROM request WHERE node = :node AND seq > :after AND seq <= :upTo"
                        + " AND purchase > 0 LIMIT 1")
                .bind("node", node)
                .bind("after", after)
                .bind("upTo", upTo)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The end of the batch, some of whose requests may have been deleted; else where the stretch begins. */
    private static long firstWholeBatch(Handle handle, Stretch stretch) {
        if (stretch.rowsFrom() <= stretch.after() + 1) {
            return stretch.after();
        }
        return edge(handle, "ASC", stretch.node(), stretch.rowsFrom(), stretch.upTo())
                .orElse(stretch.upTo());
    }

    private static long lastBatch(Handle handle, Stretch stretch) {
        return endOfBatch(handle, stretch.node(), stretch.after(), stretch.upTo())
                .orElse(0L);
    }

    /** The last batch that ends here or before, if any bought something. */
    static Optional<Long> endOfBatch(Handle handle, int node, long after, long upTo) {
        return edge(handle, "DESC", node, after + 1, upTo);
    }

    /** The first batch that ends here or later, if any bought something. */
    static Optional<Long> nextEndOfBatch(Handle handle, int node, long from, long upTo) {
        return edge(handle, "ASC", node, from, upTo);
    }

    private static Optional<Long> edge(Handle handle, String order, int node, long from, long upTo) {
        return handle.createQuery("SELECT seq FROM entry WHERE node = :node AND seq >= :from AND seq <= :upTo"
                        + PURCHASES + " ORDER BY seq " + order + " LIMIT 1")
                .bind("node", node)
                .bind("from", from)
                .bind("upTo", upTo)
                .mapTo(Long.class)
                .findOne();
    }

    private static Map<String, Long> entries(Handle handle, int node, long after, long upTo) {
        return sums(
                handle,
                "SELECT reason, SUM(amount) FROM entry WHERE node = :node AND seq > :after AND seq <= :upTo" + PURCHASES
                        + " GROUP BY reason",
                new long[] {node, after, upTo});
    }

    private static Map<String, Long> rows(Handle handle, int node, long after, long upTo) {
        return sums(
                handle,
                "SELECT COALESCE(channel_id, ''), SUM(purchase) FROM request WHERE node = :node AND seq > :after"
                        + " AND seq <= :upTo AND purchase > 0 GROUP BY COALESCE(channel_id, '')",
                new long[] {node, after, upTo});
    }

    private static Map<String, Long> sums(Handle handle, String sql, long[] bounds) {
        Map<String, Long> sums = new HashMap<>();
        handle.createQuery(sql)
                .bind("node", bounds[0])
                .bind("after", bounds[1])
                .bind("upTo", bounds[2])
                .map((rs, ctx) -> Map.entry(rs.getString(1), rs.getLong(2)))
                .forEach(sum -> sums.put(sum.getKey(), sum.getValue()));
        return sums;
    }
}
