package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.passage.Complaint;
import dev.sluice.provider.upstream.Errand;
import dev.sluice.provider.upstream.MediaTypes;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer to one call may look like, and how it is read. What an upstream says of itself is not trusted.
 *
 * @param maxBody bytes of an answer that is one JSON body
 */
record AnswerForm(Errand errand, int maxBody) {
    private static final int LONGEST_VALUE = 256;
    private static final int LONGEST_REASON = 64 * 1024;
    private static final CharSequence PROCESSING = HttpHeaders.createOptimized("openai-processing-ms");
    /** Where vendors name a request: OpenAI and many, Anthropic, AWS, Azure. */
    private static final List<CharSequence> REQUEST_IDS = List.of(
            HttpHeaders.createOptimized("x-request-id"),
            HttpHeaders.createOptimized("request-id"),
            HttpHeaders.createOptimized("x-amzn-requestid"),
            HttpHeaders.createOptimized("apim-request-id"));

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
        if (is(headers, events())) {
            return isStreamWelcome() ? null : "The upstream sent a stream that was not asked for.";
        }
        if (!is(headers, MediaTypes.JSON)) {
            return "The upstream sent an answer that is neither JSON nor a stream of events.";
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        // More digits than fit are more bytes than fit.
        boolean tooLong = length != null && (length.length() > 10 || Long.parseLong(length) > maxBody);
        return tooLong ? "The upstream's answer is too long." : null;
    }

    /** A stream of a conversation can be folded for a caller who wants it whole. */
    private boolean isStreamWelcome() {
        return isChat() || errand.framing() != Framing.WHOLE;
    }

    boolean isStream(HttpClientResponse response) {
        return is(response.headers(), events());
    }

    AnswerReader reader(boolean stream) {
        if (!isChat() && stream != errand.call().outline().stream()) {
            // Completions have no model to unfold them from: the caller gets the body as it is.
            return errand.codec().bodyReader(errand.call(), errand.quirks());
        }
        return errand.relay().answer(stream);
    }

    /** How the answer looks to the caller, whatever it looked like to the gateway. */
    Opening.Opened head(HttpClientResponse response, boolean stream) {
        Map<String, String> shown = new HashMap<>(4);
        show(response.headers(), PROCESSING, "openai-processing-ms", shown);
        for (CharSequence name : REQUEST_IDS) {
            show(response.headers(), name, "x-upstream-request-id", shown);
        }
        String losses = errand.relay().losses().list();
        if (!losses.isEmpty()) {
            shown.put("x-sluice-losses", losses);
        }
        Framing framing = isChat() ? errand.call().outline().framing() : stream ? Framing.SSE : Framing.WHOLE;
        // A ticket comes with 201, and what it leads to with 200; a WebSocket with 101.
        boolean isOwn = errand.tickets().isEmpty() && !errand.isOverWebSocket();
        int status = isOwn ? response.statusCode() : 200;
        return new Opening.Opened(status, framing != Framing.WHOLE, MediaTypes.of(framing), shown);
    }

    /** What the upstream says is left of its limits. */
    List<UpstreamLimit> limits(HttpClientResponse response) {
        return LimitHeaders.read(response.headers(), errand.dialect());
    }

    /** What is known of a refusal before its reason has been read. */
    UpstreamError rejection(HttpClientResponse response) {
        return rejection(response, Bytes.EMPTY);
    }

    /** Reads the reason of a refusal. */
    Future<Refusal> refusal(HttpClientResponse response) {
        return BoundedBody.read(response, LONGEST_REASON)
                .map(body -> new Refusal(
                        rejection(response, body.bytes()), new Complaint(response.statusCode(), body.bytes())));
    }

    /**
     * Why an upstream refuses.
     *
     * @param complaint in its own words
     */
    record Refusal(UpstreamError why, Complaint complaint) {}

    private UpstreamError rejection(HttpClientResponse response, Bytes body) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        UpstreamError read = errand.codec().readError(errand.readAs(response.statusCode()), headers, body);
        boolean isUsedUp = read.verdict() == Verdict.OUT_OF_QUOTA || read.verdict() == Verdict.LIMITED;
        if (!isUsedUp || read.error().retryAfter() != null) {
            return read;
        }
        Duration reset = LimitHeaders.resetOfUsedUp(response.headers(), errand.dialect());
        return new UpstreamError(read.error().retryAfter(reset), read.verdict());
    }

    private boolean isChat() {
        return errand.call().operation() == Operation.CHAT;
    }

    private String events() {
        return errand.streamType();
    }

    private static boolean is(MultiMap headers, String type) {
        String value = headers.get(HttpHeaders.CONTENT_TYPE);
        return value != null
                && value.regionMatches(true, 0, type, 0, type.length())
                && (value.length() == type.length() || " ;".indexOf(value.charAt(type.length())) >= 0);
    }

    private static void show(MultiMap headers, CharSequence from, String as, Map<String, String> shown) {
        String value = headers.get(from);
        if (value != null && value.length() <= LONGEST_VALUE && isVisible(value)) {
            shown.putIfAbsent(as, value);
        }
    }

    private static boolean isVisible(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
