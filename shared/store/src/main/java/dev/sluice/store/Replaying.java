package dev.sluice.store;

import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.store.Replay.Dimension;
import dev.sluice.store.Replay.Line;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Reckons past requests by another book, row by row as they come from the database; what it keeps is bounded. */
final class Replaying {
    static final String OTHER = "(other)";

    private static final String SQL = "SELECT " + PricedCall.COLUMNS + ", r.key_id, r.user_id"
            + " FROM request r WHERE r.arrived_at >= ? AND r.arrived_at < ? AND r.usage_source NOT IN ('NONE', 'WAIVED')"
            + " LIMIT ?";
    private static final int FETCH = 1_000;
    private static final int MOST_ROWS = 5_000_000;
    private static final int MOST_NAMES = 1_000;

    private final Handle handle;
    private final PriceBook book;
    private final Map<Dimension, Map<String, Sum>> sums = new EnumMap<>(Dimension.class);
    private final Sum all = new Sum();
    private long unpriced;

    Replaying(Handle handle, PriceBook book) {
        this.handle = handle;
        this.book = book;
        for (Dimension dimension : Dimension.values()) {
            sums.put(dimension, new HashMap<>());
        }
    }

    Replay run(Instant from, Instant until) throws SQLException {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(SQL)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, from.toEpochMilli());
            statement.setLong(2, until.toEpochMilli());
            statement.setInt(3, MOST_ROWS + 1);
            try (ResultSet rs = statement.executeQuery()) {
                while (all.requests < MOST_ROWS && rs.next()) {
                    add(rs);
                }
                boolean cut = all.requests == MOST_ROWS && rs.next();
                return new Replay(all.requests, unpriced, all.was, all.wouldBe, cut, lines());
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("by these prices the requests come to more than can be counted", e);
        }
    }

    private void add(ResultSet rs) throws SQLException {
        PricedCall priced = PricedCall.read(rs);
        Occasion call = priced.occasion();
        Usage usage = priced.usage();
        if (usage == null) {
            throw new IllegalStateException("the usage of a request is not what was ever written");
        }
        var rule = book.bill(call, usage);
        unpriced += rule.isPresent() ? 0 : 1;
        long was = priced.reckoning().cost().value();
        long wouldBe = rule.map(
                        r -> r.terms().of(usage, book.circumstances(call)).value())
                .orElse(0L);
        all.add(was, wouldBe);
        sum(Dimension.MODEL, call.model()).add(was, wouldBe);
        sum(Dimension.KEY, rs.getString(PricedCall.NEXT)).add(was, wouldBe);
        sum(Dimension.USER, rs.getString(PricedCall.NEXT + 1)).add(was, wouldBe);
        sum(Dimension.CHANNEL, call.channelId() == null ? "(none)" : call.channelId())
                .add(was, wouldBe);
    }

    private Sum sum(Dimension dimension, String name) {
        Map<String, Sum> names = sums.getOrDefault(dimension, new HashMap<>());
        Sum known = names.get(name);
        return known != null
                ? known
                : names.computeIfAbsent(names.size() < MOST_NAMES ? name : OTHER, fresh -> new Sum());
    }

    /** The largest differences first. */
    private Map<Dimension, List<Line>> lines() {
        Map<Dimension, List<Line>> lines = new EnumMap<>(Dimension.class);
        sums.forEach((dimension, names) -> lines.put(
                dimension,
                names.entrySet().stream()
                        .map(entry -> entry.getValue().line(entry.getKey()))
                        .sorted(Comparator.comparingLong((Line line) -> -Math.abs(line.difference()))
                                .thenComparing(Line::name))
                        .toList()));
        return lines;
    }

    private static final class Sum {
        private long requests;
        private long was;
        private long wouldBe;

        void add(long wasMore, long wouldBeMore) {
            requests++;
            was = Math.addExact(was, wasMore);
            wouldBe = Math.addExact(wouldBe, wouldBeMore);
        }

        Line line(String name) {
            return new Line(name, requests, was, wouldBe);
        }
    }
}
