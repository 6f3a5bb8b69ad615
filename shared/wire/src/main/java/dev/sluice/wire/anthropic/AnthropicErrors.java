package dev.sluice.wire.anthropic;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.wire.Splice;
import dev.sluice.wire.json.JsonOut;
import java.util.Locale;

/**
 * Writes failures as Anthropic does: {@code {"type":"error","error":{"type","message"},"request_id"}}.
 *
 * @see <a href="https://docs.anthropic.com/en/api/errors">Anthropic's errors</a>
 */
final class AnthropicErrors {
    private static final Bytes EVENT = Bytes.utf8("event: error\ndata: ");
    private static final Bytes EVENT_END = Bytes.utf8("\n\n");
    private static final String CONTEXT_CODE = "context_length_exceeded";
    /** Agents look for these words to know that they must shorten the conversation. */
    private static final String CONTEXT_WORDS = "prompt is too long";

    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;
    private static final int OVERLOADED = 529;

    private AnthropicErrors() {}

    /** Anthropic has a status of its own for being overloaded, and one for a context that is full. */
    static int status(GatewayError error) {
        if (isContextFull(error)) {
            return BAD_REQUEST;
        }
        return error.status() == UNAVAILABLE ? OVERLOADED : error.status();
    }

    static Bytes body(GatewayError error, String requestId) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "error");
            json.writeObjectFieldStart("error");
            json.writeStringField("type", type(error));
            json.writeStringField("message", message(error));
            json.writeEndObject();
            json.writeStringField("request_id", requestId);
            json.writeEndObject();
        });
    }

    static Bytes event(GatewayError error, String requestId) {
        return new Splice()
                .add(EVENT)
                .add(body(error, requestId))
                .add(EVENT_END)
                .take();
    }

    private static boolean isContextFull(GatewayError error) {
        return error.code().equals(CONTEXT_CODE);
    }

    private static String message(GatewayError error) {
        boolean isSaid = error.message().toLowerCase(Locale.ROOT).startsWith(CONTEXT_WORDS);
        return isContextFull(error) && !isSaid ? CONTEXT_WORDS + ": " + error.message() : error.message();
    }

    private static String type(GatewayError error) {
        if (isContextFull(error)) {
            return "invalid_request_error";
        }
        return switch (error.kind()) {
            case UNAUTHENTICATED -> "authentication_error";
            case NO_BALANCE -> "billing_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND, MODEL_NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case UPSTREAM_REJECTED -> rejected(error.status());
            case MALFORMED, METHOD_NOT_ALLOWED, REQUEST_TIMEOUT, CONFLICT, UNSUPPORTED_MEDIA, HEADERS_TOO_LARGE ->
                "invalid_request_error";
            case BUG -> "api_error";
            case UPSTREAM_FAILED -> error.status() == UNAVAILABLE ? "overloaded_error" : "api_error";
            case OVERLOADED, UNAVAILABLE, BILLING_UNAVAILABLE, NO_CHANNEL -> "overloaded_error";
            case UPSTREAM_TIMEOUT -> "timeout_error";
        };
    }

    private static String rejected(int status) {
        return switch (status) {
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            default -> "invalid_request_error";
        };
    }
}
