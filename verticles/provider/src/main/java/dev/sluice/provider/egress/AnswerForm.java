package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Opening;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer to one call may look like, and how it is read. What an upstream says of itself is not trusted.
 *
 * @param maxBody bytes of an answer that is one JSON body
 */
record AnswerForm(Call call, Remote remote, int maxBody) {
    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json";
    private static final int LONGEST_VALUE = 256;
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence PROCESSING = HttpHeaders.createOptimized("openai-processing-ms");

    /** Why this answer cannot be used, judged by its head; null if it can. */
    @Nullable
    String complaint(HttpClientResponse response) {
        MultiMap headers = response.headers();
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return "The upstream sent a compressed answer that was not asked for.";
        }
        int status = response.statusCode();
        if (status < 200 || (status >= 300 && status < 400)) {
            return "The upstream answered with status " + status + ", which leads nowhere.";
        }
        if (status >= 400) {
            return null;
        }
        return complaint(headers);
    }

    private @Nullable String complaint(MultiMap headers) {
        if (is(headers, EVENTS)) {
            return call.outline().stream() ? null : "The upstream sent a stream that was not asked for.";
        }
        if (!is(headers, JSON)) {
            return "The upstream sent an answer that is neither JSON nor a stream of events.";
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        // More digits than fit are more bytes than fit.
        boolean tooLong = length != null && (length.length() > 10 || Long.parseLong(length) > maxBody);
        return tooLong ? "The upstream's answer is too long." : null;
    }

    boolean isStream(HttpClientResponse response) {
        return is(response.headers(), EVENTS);
    }

    AnswerReader reader(boolean stream) {
        return stream
                ? remote.codec().streamReader(call, remote.quirks())
                : remote.codec().bodyReader(call, remote.quirks());
    }

    Opening.Opened head(HttpClientResponse response, boolean stream) {
        Map<String, String> shown = new HashMap<>(4);
        show(response.headers(), PROCESSING, "openai-processing-ms", shown);
        show(response.headers(), REQUEST_ID, "x-upstream-request-id", shown);
        return new Opening.Opened(response.statusCode(), stream, stream ? EVENTS : JSON, shown);
    }

    UpstreamError rejection(HttpClientResponse response, Bytes body) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return remote.codec().readError(response.statusCode(), headers, body);
    }

    private static boolean is(MultiMap headers, String type) {
        String value = headers.get(HttpHeaders.CONTENT_TYPE);
        return value != null
                && value.regionMatches(true, 0, type, 0, type.length())
                && (value.length() == type.length() || " ;".indexOf(value.charAt(type.length())) >= 0);
    }

    private static void show(MultiMap headers, CharSequence from, String as, Map<String, String> shown) {
        String value = headers.get(from);
        if (value != null && value.length() <= LONGEST_VALUE && value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            shown.put(as, value);
        }
    }
}
