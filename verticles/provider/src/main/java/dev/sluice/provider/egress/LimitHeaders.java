package dev.sluice.provider.egress;

import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UpstreamLimit.Kind;
import dev.sluice.model.chat.Dialect;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an upstream says is left of its limits. Two families of headers: {@code x-ratelimit-*} (OpenAI, Azure, Groq,
 * xAI; Mistral's and Together's variants) and {@code anthropic-ratelimit-*}. What makes no sense is left out, and nothing
 * is believed for longer than a day.
 *
 * <p>Sources: OpenAI, "Rate limits in headers"; Groq, "Rate limit headers"; Anthropic, "Rate limits, response headers";
 * Mistral sends requests of a minute as {@code req-minute}; Together and OpenRouter send one nameless limit.
 */
final class LimitHeaders {
    /** Where the upstream does not say when there is more: long enough to matter, short enough to be wrong. */
    static final Duration UNSAID = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_VALUE = 64;
    private static final int MOST_DIGITS = 15;
    /** Numbers from here on are points in Unix time, in seconds or in milliseconds: no limit lasts thirty years. */
    private static final double UNIX_SECONDS = 1e9;

    private static final double UNIX_MILLIS = 1e11;

    private static final List<Names> COMMON = List.of(
            Names.common(Kind.REQUESTS, "requests"),
            Names.common(Kind.TOKENS, "tokens"),
            Names.common(Kind.REQUESTS, "req-minute"),
            Names.common(Kind.TOKENS, "tokens-minute"),
            Names.of(Kind.REQUESTS, "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"));
    private static final List<Names> ANTHROPIC = List.of(
            Names.anthropic(Kind.REQUESTS, "requests"),
            Names.anthropic(Kind.TOKENS, "tokens"),
            Names.anthropic(Kind.INPUT_TOKENS, "input-tokens"),
            Names.anthropic(Kind.OUTPUT_TOKENS, "output-tokens"));

    private record Names(Kind kind, CharSequence limit, CharSequence remaining, CharSequence reset) {

        static Names of(Kind kind, String limit, String remaining, String reset) {
            return new Names(
                    kind,
                    HttpHeaders.createOptimized(limit),
                    HttpHeaders.createOptimized(remaining),
                    HttpHeaders.createOptimized(reset));
        }

        static Names common(Kind kind, String what) {
            return of(kind, "x-ratelimit-limit-" + what, "x-ratelimit-remaining-" + what, "x-ratelimit-reset-" + what);
        }

        static Names anthropic(Kind kind, String what) {
            String base = "anthropic-ratelimit-" + what;
            return of(kind, base + "-limit", base + "-remaining", base + "-reset");
        }
    }

    private LimitHeaders() {}

    /** What an answer's headers say of limits, each kind once. */
    static List<UpstreamLimit> read(MultiMap headers, Dialect dialect) {
        List<UpstreamLimit> found = List.of();
        for (Names names : dialect == Dialect.ANTHROPIC ? ANTHROPIC : COMMON) {
            String remaining = headers.get(names.remaining());
            if (remaining != null && !isKnown(found, names.kind())) {
                UpstreamLimit limit = limit(names, remaining, headers);
                if (limit != null) {
                    found = found.isEmpty() ? new ArrayList<>(4) : found;
                    found.add(limit);
                }
            }
        }
        return found;
    }

    private static boolean isKnown(List<UpstreamLimit> found, Kind kind) {
        for (UpstreamLimit known : found) {
            if (known.kind() == kind) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of a refusal: how long it is until the last of the limits that are used up begins anew; a limit of which only that is
     * said counts as one. Null if no headers say so.
     */
    static @Nullable Duration resetOfUsedUp(MultiMap headers, Dialect dialect) {
        Duration longest = null;
        for (Names names : dialect == Dialect.ANTHROPIC ? ANTHROPIC : COMMON) {
            String remaining = headers.get(names.remaining());
            boolean isUsedUp = remaining == null || (isWhole(remaining) && Long.parseLong(remaining) == 0);
            Duration reset = isUsedUp ? reset(headers.get(names.reset()), headers) : null;
            if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
                longest = reset;
            }
        }
        return longest == null || longest.compareTo(LONGEST) < 0 ? longest : LONGEST;
    }

    private static @Nullable UpstreamLimit limit(Names names, String remaining, MultiMap headers) {
        if (!isWhole(remaining)) {
            return null;
        }
        String limit = headers.get(names.limit());
        Duration reset = reset(headers.get(names.reset()), headers);
        return new UpstreamLimit(
                names.kind(),
                limit != null && isWhole(limit) ? Long.parseLong(limit) : 0,
                Long.parseLong(remaining),
                reset == null ? UNSAID : reset.compareTo(LONGEST) < 0 ? reset : LONGEST);
    }

    private static boolean isWhole(String text) {
        return !text.isEmpty() && text.length() <= MOST_DIGITS && GoDuration.digitsEnd(text, 0) == text.length();
    }

    /** A length, or a point in time beside the upstream's own date: its clock and this one may differ. */
    private static @Nullable Duration reset(@Nullable String text, MultiMap headers) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_VALUE) {
            return null;
        }
        if (isNumber(text)) {
            double number = Double.parseDouble(text);
            return number < UNIX_SECONDS
                    ? Duration.ofMillis((long) Math.ceil(number * 1000))
                    : until(Instant.ofEpochMilli((long) (number < UNIX_MILLIS ? number * 1000 : number)), headers);
        }
        Duration length = GoDuration.parse(text);
        return length != null ? length : instant(text, headers);
    }

    /** Whole or with a fraction. */
    private static boolean isNumber(String text) {
        int point = GoDuration.digitsEnd(text, 0);
        return isWhole(text.substring(0, point))
                && (point == text.length()
                        || (text.charAt(point) == '.'
                                && point + 1 < text.length()
                                && GoDuration.digitsEnd(text, point + 1) == text.length()));
    }

    private static @Nullable Duration instant(String text, MultiMap headers) {
        try {
            return until(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from), headers);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration until(Instant then, MultiMap headers) {
        String date = headers.get(HttpHeaders.DATE);
        if (date == null) {
            return null;
        }
        try {
            Instant now = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip(), Instant::from);
            Duration wait = Duration.between(now, then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
