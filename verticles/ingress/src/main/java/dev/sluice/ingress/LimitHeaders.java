package dev.sluice.ingress;

import dev.sluice.model.call.LimitState;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Locale;

/** Says how much of a limit is left, in OpenAI's headers ({@code x-ratelimit-remaining-requests: 59}). */
final class LimitHeaders {
    private static final int MINUTE = 60;

    private LimitHeaders() {}

    static void set(MultiMap headers, LimitState limit) {
        String dimension = limit.dimension().name().toLowerCase(Locale.ROOT);
        headers.set("x-ratelimit-limit-" + dimension, Long.toString(limit.limit()));
        headers.set("x-ratelimit-remaining-" + dimension, Long.toString(Math.max(0, limit.remaining())));
        headers.set("x-ratelimit-reset-" + dimension, written(limit.reset()));
    }

    /** As OpenAI writes durations: {@code 17ms}, {@code 12s}, {@code 6m0s}. */
    static String written(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + "ms";
        }
        long seconds = (millis + 999) / 1000;
        return seconds < MINUTE ? seconds + "s" : seconds / MINUTE + "m" + seconds % MINUTE + "s";
    }
}
