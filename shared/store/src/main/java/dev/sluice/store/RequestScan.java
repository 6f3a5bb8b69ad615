package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Looks through rows in the order of their arrival, along the best index there is. What no index has is compared row by
 * row, within windows of a bounded number of rows, so that no statement runs without end.
 */
final class RequestScan {
    private static final int WINDOW = 5_000;

    // What is sought is found first, in an index alone where it has the columns, and then its rows are read.
    // SQLite would read each row that the index leads to, which takes six times as long.
    private static final String ROWS =
            "SELECT " + RequestTable.COLUMNS + " FROM (SELECT node AS its_node, seq AS its_seq FROM request";
    private static final String OF_FOUND = ") found JOIN request ON node = its_node AND seq = its_seq ";

    private final Order order;
    /** What the index leads to. */
    private final Where along;
    /** The same, and what is compared row by row. */
    private final Where wanted;

    private final boolean everyRow;

    /** In which direction is looked. */
    enum Order {
        NEWEST_FIRST(" DESC", "<", ">"),
        OLDEST_FIRST("", ">", "<");

        private final String by;
        private final String beyond;
        private final String up;

        Order(String direction, String beyond, String before) {
            this.by = "ORDER BY arrived_at" + direction + ", node" + direction + ", seq" + direction;
            this.beyond = comparison("after", beyond, beyond);
            this.up = comparison("end", before, before + "=");
        }

        // The first term lets the index begin there; MySQL does not do that for a comparison of rows.
        private static String comparison(String name, String than, String thanOrAt) {
            return "arrived_at " + than + "= :" + name + " AND (arrived_at " + than + " :" + name + " OR node " + than
                    + " :" + name + "_node OR (node = :" + name + "_node AND seq " + thanOrAt + " :" + name + "_seq))";
        }
    }

    /** Where a row stands, in the order of arrival. */
    record Place(long arrived, int node, long seq) {
        static Place parse(String cursor) {
            String[] parts = cursor.split("\\.", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not a cursor of this list");
            }
            long node = Pages.number(parts[1]);
            if (node != (int) node) {
                throw new IllegalArgumentException("not a cursor of this list");
            }
            return new Place(Pages.number(parts[0]), (int) node, Pages.number(parts[2]));
        }

        String cursor() {
            return arrived + "." + node + "." + seq;
        }
    }

    /** A row and where it stands. */
    record Placed(Place place, RequestRow row) {}

    /**
     * What one look found.
     *
     * @param reached how far was looked; absent at the end of all rows
     */
    record Found(List<Placed> rows, @Nullable Place reached) {}

    RequestScan(Sight sight, RequestFilter filter, Order order) {
        this.order = order;
        this.along = along(sight, filter);
        this.wanted = wanted(along.copy(), filter);
        this.everyRow = wanted.size() == along.size();
    }

    /** One column has an index at a time: the key's, else the user's, else time alone. */
    private static Where along(Sight sight, RequestFilter filter) {
        Where where = new Where();
        if (filter.from() != null) {
            where.and("arrived_at >= :since").bind("since", filter.from().toEpochMilli());
        }
        if (filter.to() != null) {
            where.and("arrived_at < :until").bind("until", filter.to().toEpochMilli());
        }
        Dimension indexed = indexed(filter);
        String value = indexed == null ? null : filter.only().get(indexed);
        where.seenBy(sight); // always, because a cursor says where the rows stand that were walked
        return indexed == null || value == null ? where : where.having(indexed, value);
    }

    private static @Nullable Dimension indexed(RequestFilter filter) {
        if (filter.only().containsKey(Dimension.KEY)) {
            return Dimension.KEY;
        }
        return filter.only().containsKey(Dimension.USER) ? Dimension.USER : null;
    }

    /** Adds what {@link #along} leaves out. */
    private static Where wanted(Where where, RequestFilter filter) {
        Dimension indexed = indexed(filter);
        filter.only().forEach((dimension, value) -> {
            if (dimension != indexed) {
                where.having(dimension, value);
            }
        });
        if (filter.statusClass() != null) {
            where.and("status BETWEEN :least AND :most")
                    .bind("least", filter.statusClass() * 100)
                    .bind("most", filter.statusClass() * 100 + 99);
        }
        if (filter.end() != null) {
            where.and("call_end = :end_word").bind("end_word", filter.end().name());
        }
        return where;
    }

    /** Looks on, through one window at most, for up to so many rows. */
    Found look(Handle handle, @Nullable Place after, int most) {
        Place end = everyRow ? null : endOfWindow(handle, after);
        Where where = from(wanted, after);
        if (end != null) {
            bind(where.and(order.up), "end", end);
        }
        List<Placed> rows = new ArrayList<>(where.query(handle, ROWS, order.by + " LIMIT :limit" + OF_FOUND + order.by)
                .bind("limit", most)
                .map((rs, ctx) -> new Placed(
                        new Place(rs.getLong("arrived_at"), rs.getInt("node"), rs.getLong("seq")),
                        RequestTable.read(rs)))
                .list());
        if (rows.size() == most) {
            return new Found(rows, rows.getLast().place());
        }
        return new Found(rows, end);
    }

    private @Nullable Place endOfWindow(Handle handle, @Nullable Place after) {
        Optional<Place> end = from(along, after)
                .query(handle, "SELECT arrived_at, node, seq FROM request", order.by + " LIMIT 1 OFFSET :skipped")
                .bind("skipped", WINDOW - 1)
                .map((rs, ctx) -> new Place(rs.getLong(1), rs.getInt(2), rs.getLong(3)))
                .findOne();
        return end.orElse(null);
    }

    private Where from(Where where, @Nullable Place after) {
        return after == null ? where.copy() : bind(where.copy().and(order.beyond), "after", after);
    }

    private static Where bind(Where where, String name, Place place) {
        return where.bind(name, place.arrived())
                .bind(name + "_node", place.node())
                .bind(name + "_seq", place.seq());
    }
}
