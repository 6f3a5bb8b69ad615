package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/** Providers' own figures, kept and compared with what calls are booked to have cost: I12. */
final class ProviderReports {
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final String SELECT = "SELECT channel_id, day, amount, note, booked FROM provider_report";

    private final Handle handle;

    ProviderReports(Handle handle) {
        this.handle = handle;
    }

    /** Keeps a report, in place of an earlier one of that day, with what the books say of the day now. */
    void keep(ProviderReport report) {
        long day = report.day().toEpochDay();
        handle.execute("DELETE FROM provider_report WHERE channel_id = ? AND day = ?", report.channelId(), day);
        handle.createUpdate("INSERT INTO provider_report (channel_id, day, amount, note, booked)"
                        + " VALUES (:channel, :day, :amount, :note, :booked)")
                .bind("channel", report.channelId())
                .bind("day", day)
                .bind("amount", report.amount().value())
                .bind("note", report.note())
                .bind("booked", purchased(report.channelId(), day))
                .execute();
    }

    List<ProviderReport> between(LocalDate from, LocalDate to) {
        return compared(from.toEpochDay(), to.toEpochDay()).stream()
                .map(Compared::report)
                .toList();
    }

    private record Compared(ProviderReport report, long booked) {
        /** By more than the tolerance, in hundredths of what the provider says. */
        boolean differs(int tolerancePercent) {
            long said = report.amount().value();
            BigInteger difference = BigInteger.valueOf(said)
                    .subtract(BigInteger.valueOf(booked))
                    .abs();
            BigInteger tolerated = BigInteger.valueOf(said).multiply(BigInteger.valueOf(tolerancePercent));
            return difference.multiply(BigInteger.valueOf(100)).compareTo(tolerated) > 0;
        }
    }

    private List<Compared> compared(long from, long to) {
        return handle.createQuery(SELECT + " WHERE day >= :from AND day <= :to ORDER BY day, channel_id")
                .bind("from", from)
                .bind("to", to)
                .map((rs, ctx) -> new Compared(
                        new ProviderReport(
                                rs.getString(1),
                                LocalDate.ofEpochDay(rs.getLong(2)),
                                new NanoDollars(rs.getLong(3)),
                                rs.getString(4)),
                        rs.getLong(5)))
                .list();
    }

    /** Days since then on which books and reports differ. Days whose requests were deleted count as when they were reported. */
    long disputed(LocalDate since, int tolerancePercent) {
        long kept = firstKeptDay();
        return compared(since.toEpochDay(), LocalDate.MAX.toEpochDay()).stream()
                .map(day -> refreshed(day, kept))
                .filter(day -> day.differs(tolerancePercent))
                .count();
    }

    private Compared refreshed(Compared day, long firstKept) {
        ProviderReport report = day.report();
        long number = report.day().toEpochDay();
        return number < firstKept ? day : new Compared(report, purchased(report.channelId(), number));
    }

    /** Before it, requests may have been deleted. */
    private long firstKeptDay() {
        boolean all = handle.createQuery("SELECT COUNT(*) FROM node WHERE rows_from > 1")
                        .mapTo(Long.class)
                        .one()
                == 0;
        return all
                ? Long.MIN_VALUE
                : 1
                        + handle.createQuery("SELECT COALESCE(MIN(arrived_at), 0) FROM request")
                                        .mapTo(Long.class)
                                        .one()
                                / DAY;
    }

    private long purchased(String channelId, long day) {
        return handle.createQuery("SELECT COALESCE(SUM(purchase), 0) FROM request WHERE channel_id = :channel"
                        + " AND arrived_at >= :from AND arrived_at < :to")
                .bind("channel", channelId)
                .bind("from", day * DAY)
                .bind("to", (day + 1) * DAY)
                .mapTo(Long.class)
                .one();
    }
}
