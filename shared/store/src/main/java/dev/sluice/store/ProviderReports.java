package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/** Providers' own figures, kept and compared with what calls are booked to have cost: I12. */
final class ProviderReports {
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final String SELECT = "SELECT channel_id, day, amount, note FROM provider_report";

    private final Handle handle;

    ProviderReports(Handle handle) {
        this.handle = handle;
    }

    /** Keeps a report, in place of an earlier one of that day. */
    void keep(ProviderReport report) {
        long day = report.day().toEpochDay();
        handle.execute("DELETE FROM provider_report WHERE channel_id = ? AND day = ?", report.channelId(), day);
        handle.createUpdate("INSERT INTO provider_report (channel_id, day, amount, note)"
                        + " VALUES (:channel, :day, :amount, :note)")
                .bind("channel", report.channelId())
                .bind("day", day)
                .bind("amount", report.amount().value())
                .bind("note", report.note())
                .execute();
    }

    List<ProviderReport> between(LocalDate from, LocalDate to) {
        return handle.createQuery(SELECT + " WHERE day >= :from AND day <= :to ORDER BY day, channel_id")
                .bind("from", from.toEpochDay())
                .bind("to", to.toEpochDay())
                .map((rs, ctx) -> new ProviderReport(
                        rs.getString(1),
                        LocalDate.ofEpochDay(rs.getLong(2)),
                        new NanoDollars(rs.getLong(3)),
                        rs.getString(4)))
                .list();
    }

    /** Days since then on which books and reports differ. */
    long disputed(LocalDate since, int tolerancePercent) {
        List<ProviderReport> reports = between(since, LocalDate.MAX);
        if (reports.isEmpty()) {
            return 0;
        }
        Map<Place, Long> booked = booked(reports.getFirst().day().toEpochDay() * DAY);
        return reports.stream()
                .filter(report -> differs(report, booked.getOrDefault(Place.of(report), 0L), tolerancePercent))
                .count();
    }

    /** By more than the tolerance, in hundredths of what the provider says. */
    private static boolean differs(ProviderReport report, long booked, int tolerancePercent) {
        BigInteger said = BigInteger.valueOf(report.amount().value());
        BigInteger difference = said.subtract(BigInteger.valueOf(booked)).abs();
        BigInteger tolerated = said.multiply(BigInteger.valueOf(tolerancePercent));
        return difference.multiply(BigInteger.valueOf(100)).compareTo(tolerated) > 0;
    }

    private record Place(String channelId, long day) {
        static Place of(ProviderReport report) {
            return new Place(report.channelId(), report.day().toEpochDay());
        }
    }

    /** By channel and day: out of the roll-ups, which stay when requests are deleted by policy, and what is not rolled up yet. */
    private Map<Place, Long> booked(long since) {
        Map<Place, Long> sums = new HashMap<>();
        add(sums, "usage_day WHERE starts_at >= " + since, "starts_at");
        handle.createQuery(
                        "SELECT n.number, COALESCE(u.rolled_to, 0) FROM node n LEFT JOIN roll_up u ON u.node = n.number")
                .map((rs, ctx) -> "request WHERE node = " + rs.getInt(1) + " AND seq > " + rs.getLong(2)
                        + " AND arrived_at >= " + since)
                .list()
                .forEach(rows -> add(sums, rows, "arrived_at"));
        return sums;
    }

    private void add(Map<Place, Long> sums, String rows, String moment) {
        String day = moment + " - " + moment + " % " + DAY;
        handle.createQuery("SELECT COALESCE(channel_id, ''), " + day + ", SUM(purchase) FROM " + rows
                        + " GROUP BY COALESCE(channel_id, ''), " + day)
                .map((rs, ctx) -> Map.entry(new Place(rs.getString(1), rs.getLong(2) / DAY), rs.getLong(3)))
                .forEach(sum -> sums.merge(sum.getKey(), sum.getValue(), Math::addExact));
    }
}
