package dev.sluice.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long an upstream asks to be left alone: {@code retry-after-ms}, else {@code retry-after}. Never more than a day, which
 * is what quotas last for; a date counts only beside the upstream's own {@code date}.
 */
public final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?+");
    private static final Pattern HUGE = Pattern.compile("\\d{13,400}(?:\\.\\d*+)?+");

    private RetryAfter() {}

    /** Reads response headers, names in lower case; null if they say nothing that makes sense. */
    public static @Nullable Duration read(Map<String, String> headers) {
        Duration precise = amount(headers.get("retry-after-ms"), 1);
        if (precise != null && precise.isPositive()) {
            return precise;
        }
        String text = headers.get("retry-after");
        Duration seconds = amount(text, 1000);
        if (seconds != null) {
            return seconds;
        }
        Duration until = text == null ? null : until(text, headers.get("date"));
        return until == null ? precise : until;
    }

    private static @Nullable Duration amount(@Nullable String text, int millisPerUnit) {
        if (text == null) {
            return null;
        }
        String number = text.strip();
        if (HUGE.matcher(number).matches()) {
            return LONGEST;
        }
        if (!NUMBER.matcher(number).matches()) {
            return null;
        }
        return capped(Duration.ofMillis((long) Math.ceil(Double.parseDouble(number) * millisPerUnit)));
    }

    private static @Nullable Duration until(String text, @Nullable String now) {
        if (now == null) {
            return null;
        }
        try {
            Duration wait = Duration.between(instant(now), instant(text));
            return wait.isNegative() ? null : capped(wait);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant instant(String text) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from);
    }

    private static Duration capped(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
