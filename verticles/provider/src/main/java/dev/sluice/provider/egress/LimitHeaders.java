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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:\\.\\d{1,9})?+");
    /** Go's durations: {@code 6m0s}, {@code 2m59.56s}, {@code 20ms}. */
    private static final Pattern GO = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?"
            + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");
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
            if (remaining != null && found.stream().noneMatch(known -> known.kind() == names.kind())) {
                UpstreamLimit limit = limit(names, remaining, headers);
                if (limit != null) {
                    found = found.isEmpty() ? new ArrayList<>(4) : found;
                    found.add(limit);
                }
            }
        }
        return found;
    }

    private static @Nullable UpstreamLimit limit(Names names, String remaining, MultiMap headers) {
        if (!WHOLE.matcher(remaining).matches()) {
            return null;
        }
        String limit = headers.get(names.limit());
        Duration reset = reset(headers.get(names.reset()), headers.get(HttpHeaders.DATE));
        return new UpstreamLimit(
                names.kind(),
                limit != null && WHOLE.matcher(limit).matches() ? Long.parseLong(limit) : 0,
                Long.parseLong(remaining),
                reset == null ? UNSAID : reset.compareTo(LONGEST) < 0 ? reset : LONGEST);
    }

    /** A length, or a point in time beside the upstream's own date: its clock and this one may differ. */
    private static @Nullable Duration reset(@Nullable String text, @Nullable String date) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_VALUE) {
            return null;
        }
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return number < UNIX_SECONDS
                    ? Duration.ofMillis((long) Math.ceil(number * 1000))
                    : until(Instant.ofEpochMilli((long) (number < UNIX_MILLIS ? number * 1000 : number)), date);
        }
        Matcher go = GO.matcher(text);
        return go.matches() ? length(go) : instant(text, date);
    }

    private static Duration length(Matcher go) {
        double seconds = number(go.group(1)) * 86_400
                + number(go.group(2)) * 3600
                + number(go.group(3)) * 60
                + number(go.group(4))
                + number(go.group(5)) / 1000;
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }

    private static double number(@Nullable String digits) {
        return digits == null ? 0 : Double.parseDouble(digits);
    }

    private static @Nullable Duration instant(String text, @Nullable String date) {
        try {
            return until(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from), date);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration until(Instant then, @Nullable String date) {
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
