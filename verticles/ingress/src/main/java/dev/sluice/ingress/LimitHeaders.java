package dev.sluice.ingress;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.chat.Dialect;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Says how much of a limit is left, in OpenAI's headers ({@code x-ratelimit-remaining-requests: 59}), and whose it is unless it
 * is the key's own ({@code x-ratelimit-scope-requests: group}).
 */
final class LimitHeaders {
    private static final int MINUTE = 60;

    private LimitHeaders() {}

    /** Sets OpenAI's headers, and those that the dialect's own clients know. */
    static void set(MultiMap headers, LimitState limit, Dialect dialect) {
        String dimension = limit.dimension().name().toLowerCase(Locale.ROOT);
        String most = Long.toString(limit.limit());
        String left = Long.toString(Math.max(0, limit.remaining()));
        headers.set("x-ratelimit-limit-" + dimension, most);
        headers.set("x-ratelimit-remaining-" + dimension, left);
        headers.set("x-ratelimit-reset-" + dimension, written(limit.reset()));
        if (limit.scope() != LimitState.Scope.KEY) {
            headers.set("x-ratelimit-scope-" + dimension, limit.scope().name().toLowerCase(Locale.ROOT));
        }
        if (dialect == Dialect.ANTHROPIC && limit.dimension() != LimitState.Dimension.CONCURRENCY) {
            String prefix = "anthropic-ratelimit-" + dimension;
            headers.set(prefix + "-limit", most);
            headers.set(prefix + "-remaining", left);
            headers.set(prefix + "-reset", writtenAsTime(Instant.now(), limit.reset()));
        }
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

    /** As Anthropic writes them: the time by RFC 3339 at which they have passed, in whole seconds. */
    static String writtenAsTime(Instant now, Duration duration) {
        return now.plusMillis(Math.max(0, duration.toMillis()) + 999)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
