package dev.sluice.store;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How {@link Sums} lie in the tables of the roll-ups: one column for each measure, then the two latencies. */
final class SumColumns {
    static final List<String> NAMES = names();
    static final String LIST = String.join(", ", NAMES);
    static final String SUMMED =
            NAMES.stream().map(name -> "SUM(" + name + ") AS " + name).collect(Collectors.joining(", "));
    static final String RAISED =
            NAMES.stream().map(name -> name + " = " + name + " + ?").collect(Collectors.joining(", "));

    private static final Measure[] MEASURES = Measure.values();
    private static final int FIRST = MEASURES.length;
    private static final int TOTAL = FIRST + 1 + Latency.BUCKETS;

    private SumColumns() {}

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            names.add(measure.word());
        }
        for (String latency : List.of("first", "total")) {
            names.add(latency + "_ms");
            for (int i = 0; i < Latency.BUCKETS; i++) {
                names.add(latency + "_" + i);
            }
        }
        return List.copyOf(names);
    }

    /** Adds a call to figures in the order of {@link #NAMES}. */
    static void add(long[] sums, RequestRow row) {
        for (int i = 0; i < FIRST; i++) {
            sums[i] = Math.addExact(sums[i], MEASURES[i].of(row));
        }
        if (row.firstContentMillis() >= 0) {
            addLatency(sums, FIRST, row.firstContentMillis());
        }
        if (row.end() == CallEnd.COMPLETED && row.totalMillis() >= 0) {
            addLatency(sums, TOTAL, row.totalMillis());
        }
    }

    private static void addLatency(long[] sums, int at, long millis) {
        sums[at] = Math.addExact(sums[at], millis);
        sums[at + 1 + Latency.bucketOf(millis)]++;
    }

    /** Reads columns of these names. */
    static Sums read(ResultSet rs) throws SQLException {
        Map<Measure, Long> measures = new EnumMap<>(Measure.class);
        for (Measure measure : MEASURES) {
            measures.put(measure, rs.getLong(measure.word()));
        }
        return new Sums(measures, latency(rs, "first"), latency(rs, "total"), Map.of());
    }

    private static Latency latency(ResultSet rs, String name) throws SQLException {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < Latency.BUCKETS; i++) {
            counts.add(rs.getLong(name + "_" + i));
        }
        return new Latency(rs.getLong(name + "_ms"), counts);
    }
}
