package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link UsageBooks} over JDBC. */
final class JdbcUsageBooks implements UsageBooks {
    private static final int CHUNK = 500;
    // The first term lets the index begin there; MySQL does not do that for a comparison of rows.
    private static final String BEYOND = "starts_at >= :at AND (" + UsageKey.COLUMNS + ") > (:at, :u, :k, :m, :c)";
    private static final String WITHIN = "starts_at >= :at AND starts_at <= :end AND (" + UsageKey.COLUMNS
            + ") >= (:at, :u, :k, :m, :c) AND (" + UsageKey.COLUMNS + ") <= (:end, :eu, :ek, :em, :ec)";

    private final Database database;

    JdbcUsageBooks(Database database) {
        this.database = database;
    }

    @Override
    public UsageSeries series(Sight sight, UsageQuery query) {
        return database.survey(h -> all(h, query.slot(), where(sight, query)));
    }

    @Override
    public UsageBreakdown breakdown(Sight sight, UsageQuery query, Dimension by, int most) {
        return database.survey(h -> {
            Where where = where(sight, query);
            UsageSeries all = all(h, query.slot(), where);
            List<String> dearest = dearest(h, query.slot(), where, new Ranking(by, most));
            return new UsageBreakdown(all, parts(h, query.slot(), where, new Parts(by, dearest)));
        });
    }

    private record Ranking(Dimension by, int most) {}

    private record Parts(Dimension by, List<String> names) {}

    private static Where where(Sight sight, UsageQuery query) {
        Where where = new Where()
                .and("starts_at >= :from AND starts_at < :to")
                .bind("from", query.from().toEpochMilli())
                .bind("to", query.to().toEpochMilli())
                .seenBy(sight);
        query.only().forEach(where::having);
        return where;
    }

    private static UsageSeries all(Handle handle, Slot slot, Where where) {
        SortedMap<Instant, Sums> slots = new TreeMap<>();
        where.query(
                        handle,
                        "SELECT starts_at, " + SumColumns.SUMMED + " FROM " + slot.table(),
                        "GROUP BY starts_at ORDER BY starts_at")
                .map((rs, ctx) -> slots.put(startsAt(rs), SumColumns.read(rs)))
                .list();
        Map<Instant, Map<String, Long>> units = new HashMap<>();
        where.query(
                        handle,
                        "SELECT starts_at, unit, SUM(amount) AS amount FROM " + slot.unitTable(),
                        "GROUP BY starts_at, unit")
                .map((rs, ctx) -> unit(units, startsAt(rs), rs))
                .list();
        units.forEach((start, counted) -> slots.computeIfPresent(start, (at, sums) -> sums.with(counted)));
        return UsageSeries.of("", slots);
    }

    private static Instant startsAt(ResultSet rs) throws SQLException {
        return Instant.ofEpochMilli(rs.getLong("starts_at"));
    }

    private static <K> boolean unit(Map<K, Map<String, Long>> units, K of, ResultSet rs) throws SQLException {
        units.computeIfAbsent(of, fresh -> new TreeMap<>()).put(rs.getString("unit"), rs.getLong("amount"));
        return true;
    }

    private static List<String> dearest(Handle handle, Slot slot, Where where, Ranking ranking) {
        String column = ranking.by().column();
        return where.query(
                        handle,
                        "SELECT " + column + ", SUM(cost) AS cost, SUM(requests) AS requests FROM " + slot.table(),
                        "GROUP BY " + column + " ORDER BY cost DESC, requests DESC, " + column + " LIMIT :most")
                .bind("most", ranking.most())
                .map((rs, ctx) -> rs.getString(1))
                .list();
    }

    private static List<UsageSeries> parts(Handle handle, Slot slot, Where where, Parts parts) {
        if (parts.names().isEmpty()) {
            return List.of();
        }
        String column = parts.by().column();
        Map<String, SortedMap<Instant, Sums>> slots = new HashMap<>();
        where.copy()
                .and(column + " IN (<names>)")
                .query(
                        handle,
                        "SELECT " + column + " AS part, starts_at, " + SumColumns.SUMMED + " FROM " + slot.table(),
                        "GROUP BY " + column + ", starts_at")
                .bindList("names", parts.names())
                .map((rs, ctx) -> slots.computeIfAbsent(rs.getString("part"), fresh -> new TreeMap<>())
                        .put(startsAt(rs), SumColumns.read(rs)))
                .list();
        Map<Part, Map<String, Long>> units = new HashMap<>();
        where.copy()
                .and(column + " IN (<names>)")
                .query(
                        handle,
                        "SELECT " + column + " AS part, starts_at, unit, SUM(amount) AS amount FROM "
                                + slot.unitTable(),
                        "GROUP BY " + column + ", starts_at, unit")
                .bindList("names", parts.names())
                .map((rs, ctx) -> unit(units, new Part(rs.getString("part"), startsAt(rs)), rs))
                .list();
        units.forEach((part, counted) -> slots.getOrDefault(part.name(), new TreeMap<>())
                .computeIfPresent(part.startsAt(), (at, sums) -> sums.with(counted)));
        return parts.names().stream()
                .map(name -> UsageSeries.of(name, slots.getOrDefault(name, new TreeMap<>())))
                .toList();
    }

    private record Part(String name, Instant startsAt) {}

    @Override
    public Extract<UsageLine> extract(Sight sight, UsageQuery query) {
        return new Lines(sight, query);
    }

    /** Lines by their key, each chunk beyond the last line of the one before. */
    private final class Lines implements Extract<UsageLine> {
        private final Sight sight;
        private final UsageQuery query;
        private @Nullable UsageKey done;

        Lines(Sight sight, UsageQuery query) {
            this.sight = sight;
            this.query = query;
        }

        @Override
        public Chunk<UsageLine> next() {
            List<UsageLine> lines = database.view(this::read);
            if (!lines.isEmpty()) {
                done = lines.getLast().key();
            }
            return new Chunk<>(lines, lines.size() < CHUNK);
        }

        private List<UsageLine> read(Handle handle) {
            Where where = where(sight, query);
            if (done != null) {
                bind(where.and(BEYOND), done);
            }
            List<UsageLine> lines = where.query(
                            handle,
                            "SELECT " + UsageKey.COLUMNS + ", " + SumColumns.LIST + " FROM "
                                    + query.slot().table(),
                            "ORDER BY " + UsageKey.COLUMNS + " LIMIT " + CHUNK)
                    .map((rs, ctx) -> new UsageLine(UsageKey.read(rs), SumColumns.read(rs)))
                    .list();
            return lines.isEmpty() ? lines : withUnits(handle, lines);
        }

        private List<UsageLine> withUnits(Handle handle, List<UsageLine> lines) {
            UsageKey end = lines.getLast().key();
            Map<UsageKey, Map<String, Long>> units = new HashMap<>();
            bind(where(sight, query).and(WITHIN), lines.getFirst().key())
                    .bind("end", end.startsAt().toEpochMilli())
                    .bind("eu", end.userId())
                    .bind("ek", end.keyId())
                    .bind("em", end.model())
                    .bind("ec", end.channelId())
                    .query(
                            handle,
                            "SELECT " + UsageKey.COLUMNS + ", unit, amount FROM "
                                    + query.slot().unitTable(),
                            "")
                    .map((rs, ctx) -> unit(units, UsageKey.read(rs), rs))
                    .list();
            List<UsageLine> whole = new ArrayList<>();
            for (UsageLine line : lines) {
                whole.add(new UsageLine(line.key(), line.sums().with(units.getOrDefault(line.key(), Map.of()))));
            }
            return whole;
        }

        private static Where bind(Where where, UsageKey from) {
            return where.bind("at", from.startsAt().toEpochMilli())
                    .bind("u", from.userId())
                    .bind("k", from.keyId())
                    .bind("m", from.model())
                    .bind("c", from.channelId());
        }
    }
}
