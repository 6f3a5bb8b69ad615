package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls added up in memory, on their way into the tables of one {@link Slot}. Lines are raised where they are, else made:
 * whoever writes has locked the turn, so that nobody makes the same line meanwhile.
 */
final class RollUpLines {
    private static final int UNIT_NAME = 64;

    private final Slot slot;
    private final Map<UsageKey, long[]> sums = new LinkedHashMap<>();
    private final Map<Unit, Long> units = new LinkedHashMap<>();
    /** Rows that follow one another are often of the same line, whose names need not be hashed again. */
    private @Nullable UsageKey last;

    private long[] lastSums = {};

    /** What of a line is counted otherwise than in tokens. */
    private record Unit(UsageKey key, String name) {}

    RollUpLines(Slot slot) {
        this.slot = slot;
    }

    void add(RequestRow row) {
        UsageKey key = last;
        if (key == null || !key.isOf(slot, row)) {
            key = UsageKey.of(slot, row);
            last = key;
            lastSums = sums.computeIfAbsent(key, fresh -> new long[SumColumns.NAMES.size()]);
        }
        SumColumns.add(lastSums, row);
        for (Map.Entry<String, Long> unit : row.usage().rare().units().entrySet()) {
            units.merge(new Unit(key, RequestTable.clip(unit.getKey(), UNIT_NAME)), unit.getValue(), Math::addExact);
        }
    }

    /** The same by the day. */
    RollUpLines byDay() {
        RollUpLines days = new RollUpLines(Slot.DAY);
        sums.forEach((hour, of) -> {
            long[] day = days.sums.computeIfAbsent(hour.in(Slot.DAY), fresh -> new long[of.length]);
            for (int i = 0; i < of.length; i++) {
                day[i] = Math.addExact(day[i], of[i]);
            }
        });
        units.forEach((unit, amount) ->
                days.units.merge(new Unit(unit.key().in(Slot.DAY), unit.name()), amount, Math::addExact));
        return days;
    }

    int size() {
        return sums.size();
    }

    void write(Connection connection) throws SQLException {
        writeSums(connection);
        writeUnits(connection);
    }

    private void writeSums(Connection connection) throws SQLException {
        String raise = "UPDATE " + slot.table() + " SET " + SumColumns.RAISED + " WHERE " + UsageKey.EQUAL;
        String make = "INSERT INTO " + slot.table() + " (" + UsageKey.COLUMNS + ", " + SumColumns.LIST + ") VALUES ("
                + "?, ".repeat(4 + SumColumns.NAMES.size()) + "?)";
        try (PreparedStatement raising = connection.prepareStatement(raise);
                PreparedStatement making = connection.prepareStatement(make)) {
            for (Map.Entry<UsageKey, long[]> line : sums.entrySet()) {
                line.getKey().bind(raising, bind(raising, 1, line.getValue()));
                if (raising.executeUpdate() == 0) {
                    bind(making, line.getKey().bind(making, 1), line.getValue());
                    making.executeUpdate();
                }
            }
        }
    }

    private static int bind(PreparedStatement statement, int first, long[] sums) throws SQLException {
        int place = first;
        for (long sum : sums) {
            statement.setLong(place++, sum);
        }
        return place;
    }

    private void writeUnits(Connection connection) throws SQLException {
        if (units.isEmpty()) {
            return;
        }
        String raise =
                "UPDATE " + slot.unitTable() + " SET amount = amount + ? WHERE " + UsageKey.EQUAL + " AND unit = ?";
        String make = "INSERT INTO " + slot.unitTable() + " (amount, " + UsageKey.COLUMNS
                + ", unit) VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement raising = connection.prepareStatement(raise);
                PreparedStatement making = connection.prepareStatement(make)) {
            for (Map.Entry<Unit, Long> unit : units.entrySet()) {
                bind(raising, unit);
                if (raising.executeUpdate() == 0) {
                    bind(making, unit);
                    making.executeUpdate();
                }
            }
        }
    }

    private static void bind(PreparedStatement statement, Map.Entry<Unit, Long> unit) throws SQLException {
        statement.setLong(1, unit.getValue());
        int next = unit.getKey().key().bind(statement, 2);
        statement.setString(next, unit.getKey().name());
    }
}
