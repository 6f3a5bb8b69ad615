package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Google's errors, {@code {"error":{"code","message","status","details"}}}, bare or in an array. The details tell a
 * wrong key from a wrong request, and how long to wait; there is no Retry-After.
 */
final class GeminiComplaint {
    private static final Set<String> KEY_REASONS = Set.of("API_KEY_INVALID", "API_KEY_EXPIRED", "CONSUMER_INVALID");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,6})(?:\\.\\d{1,9})?s");
    private static final Duration LONGEST = Duration.ofDays(1);

    private GeminiComplaint() {}

    static UpstreamError read(int status, Map<String, String> headers, Bytes body) {
        return refine(ErrorReader.read(status, headers, body), error(body));
    }

    static UpstreamError readInAnswer(Bytes body) {
        return refine(ErrorReader.readInAnswer(body), error(body));
    }

    private static JsonNode error(Bytes body) {
        JsonNode root = JsonTree.parse(body).orElseGet(JsonTree::object);
        return (root.isArray() ? root.path(0) : root).path("error");
    }

    private static UpstreamError refine(UpstreamError read, JsonNode error) {
        GatewayError known = read.error();
        for (JsonNode detail : error.path("details")) {
            if (KEY_REASONS.contains(detail.path("reason").asText())) {
                String message = "The upstream refused the gateway's credentials.";
                return new UpstreamError(GatewayError.of(Kind.UPSTREAM_FAILED, message), Verdict.KEY_REFUSED);
            }
            Duration wait = seconds(detail.path("retryDelay").asText());
            known = wait == null || known.retryAfter() != null ? known : known.retryAfter(wait);
        }
        if (read.verdict() == Verdict.REQUEST_AT_FAULT) {
            known = known.withCode(code(known, error));
        }
        return new UpstreamError(known, read.verdict());
    }

    private static @Nullable Duration seconds(String delay) {
        Matcher matcher = SECONDS.matcher(delay);
        if (!matcher.matches()) {
            return null;
        }
        // A part of a second counts as a whole one.
        long whole = Long.parseLong(matcher.group(1)) + (delay.contains(".") ? 1 : 0);
        Duration wait = Duration.ofSeconds(whole);
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static String code(GatewayError known, JsonNode error) {
        String message = error.path("message").asText().toLowerCase(Locale.ROOT);
        if (message.contains("token count") && message.contains("exceeds the maximum")) {
            return "context_length_exceeded";
        }
        String status = error.path("status").asText();
        return status.matches("[A-Z_]{1,40}") ? status.toLowerCase(Locale.ROOT) : known.code();
    }
}
