package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.Splice;
import dev.sluice.wire.json.JsonTree;
import java.time.Duration;
import java.util.Locale;

/**
 * Writes failures as Google's APIs do, with the names of gRPC's codes, which clients compare
 * (https://google.aip.dev/193, https://ai.google.dev/gemini-api/docs/troubleshooting).
 */
final class GeminiErrorWriter {
    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private static final String CONTEXT_WORDS = "exceeds the maximum number of tokens allowed";

    private GeminiErrorWriter() {}

    static Bytes body(GatewayError error, String requestId) {
        ObjectNode body = JsonTree.object();
        ObjectNode written = body.putObject("error")
                .put("code", error.status())
                .put("message", message(error))
                .put("status", name(error.status()));
        ArrayNode details = written.putArray("details");
        ObjectNode info = details.addObject()
                .put("@type", TYPES + "ErrorInfo")
                .put("reason", error.code().toUpperCase(Locale.ROOT))
                .put("domain", "sluice");
        ObjectNode metadata = info.putObject("metadata").put("requestId", requestId);
        if (error.param() != null) {
            metadata.put("field", error.param());
        }
        Duration wait = error.retryAfter();
        if (wait != null) {
            details.addObject().put("@type", TYPES + "RetryInfo").put("retryDelay", seconds(wait));
        }
        return JsonTree.write(body);
    }

    /** Agents look for Google's words to know that they must shorten the conversation. */
    private static String message(GatewayError error) {
        boolean isSaid = error.message().contains(CONTEXT_WORDS);
        return error.code().equals("context_length_exceeded") && !isSaid
                ? "The input " + CONTEXT_WORDS + ": " + error.message()
                : error.message();
    }

    private static String seconds(Duration wait) {
        return (wait.toMillis() + 999) / 1000 + "s";
    }

    /**
     * A failure after the answer began. Among server-sent events it is one of them, which Google's SDK for Java throws at;
     * those for JavaScript and Python take it for an answer without candidates, and for them {@link #bare} follows.
     */
    static Bytes event(GatewayError error, String requestId, Framing framing, int events) {
        Splice written = new Splice();
        Bytes body = body(error, requestId);
        return switch (framing) {
            case JSON_ARRAY ->
                written.add(Bytes.utf8(events == 0 ? "[" : ","))
                        .add(body)
                        .add(Bytes.utf8("]"))
                        .take();
            case SSE, WHOLE, AWS ->
                written.add(Bytes.utf8("data: "))
                        .add(body)
                        .add(Bytes.utf8("\n\n"))
                        .take();
        };
    }

    /**
     * The same as bare JSON, as Google's own servers write it, in a piece of its own: the SDKs for JavaScript and Python throw
     * at what does not begin with {@code data:}. No empty line may follow, or the JavaScript SDK passes it over.
     */
    static Bytes bare(GatewayError error, String requestId, Framing framing) {
        return switch (framing) {
            case JSON_ARRAY -> Bytes.EMPTY;
            case SSE, WHOLE, AWS ->
                new Splice().add(body(error, requestId)).add(Bytes.utf8("\n")).take();
        };
    }

    private static String name(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402 -> "FAILED_PRECONDITION";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 502, 503 -> "UNAVAILABLE";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }
}
