package dev.sluice.admin.api;

import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and moments in JSON. */
final class Times {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Times() {}

    /** A duration such as {@code 500ms}, {@code 30s}, {@code 2m} or {@code 1h}; up to a day. */
    static Reader<Duration> duration() {
        return value -> {
            Matcher parts = DURATION.matcher(value.node().asText());
            if (!value.node().isTextual() || !parts.matches()) {
                throw value.wrong("must be a duration such as \"500ms\", \"30s\" or \"2m\"");
            }
            Duration duration = Duration.of(Long.parseLong(parts.group(1)), unit(parts.group(2)));
            if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
                throw value.wrong("must be longer than nothing and at most 24h");
            }
            return duration;
        };
    }

    /** The way back, in the largest unit that needs no fraction. */
    static @Nullable String text(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /** A moment in RFC 3339, to the millisecond. */
    static Reader<Instant> moment() {
        return value -> {
            Instant moment = moment(value.node().isTextual() ? value.node().textValue() : "");
            if (moment == null) {
                throw value.wrong("must be a moment such as \"2030-01-31T00:00:00Z\"");
            }
            return moment;
        };
    }

    /** As {@link #moment()}, later than {@code now}. */
    static Reader<Instant> after(Instant now) {
        return value -> {
            Instant moment = moment().read(value);
            if (!moment.isAfter(now)) {
                throw value.wrong("must be in the future");
            }
            return moment;
        };
    }

    /** A moment in a query parameter. */
    static Instant moment(String name, String text) {
        // A plus sign in a query means a blank.
        Instant moment = moment(text.replace(' ', '+'));
        if (moment == null) {
            throw Value.wrong(name, "must be a moment such as \"2030-01-31T00:00:00Z\"");
        }
        return moment;
    }

    /** A moment in RFC 3339, to the millisecond; null if it is none. */
    static @Nullable Instant moment(String text) {
        // RFC 3339 has four digits for a year.
        if (text.length() > 40 || text.startsWith("+") || text.startsWith("-")) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static ChronoUnit unit(String name) {
        return switch (name) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
    }
}
