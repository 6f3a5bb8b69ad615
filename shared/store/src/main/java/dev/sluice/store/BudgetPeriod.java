package dev.sluice.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How long a budget lasts before it begins anew. Days and months are the calendar's, in UTC. */
public enum BudgetPeriod {
    MINUTE,
    HOUR,
    DAY,
    MONTH,
    /** Never begins anew. */
    TOTAL;

    /** When the period that a moment is in began. */
    public Instant start(Instant moment) {
        ZonedDateTime utc = moment.atZone(ZoneOffset.UTC);
        return switch (this) {
            case MINUTE -> utc.truncatedTo(ChronoUnit.MINUTES).toInstant();
            case HOUR -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> utc.truncatedTo(ChronoUnit.DAYS).toInstant();
            case MONTH -> utc.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).toInstant();
            case TOTAL -> Instant.EPOCH;
        };
    }

    /** When the period that began then is over, absent if it never is. */
    public @Nullable Instant end(Instant start) {
        ZonedDateTime utc = start.atZone(ZoneOffset.UTC);
        return switch (this) {
            case MINUTE -> utc.plusMinutes(1).toInstant();
            case HOUR -> utc.plusHours(1).toInstant();
            case DAY -> utc.plusDays(1).toInstant();
            case MONTH -> utc.plusMonths(1).toInstant();
            case TOTAL -> null;
        };
    }
}
