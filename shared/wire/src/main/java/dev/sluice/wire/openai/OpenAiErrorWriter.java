package dev.sluice.wire.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.wire.Splice;
import dev.sluice.wire.json.JsonOut;
import java.io.IOException;

/**
 * Writes failures as OpenAI does: {@code {"error":{"message","type","param","code"}}}, with the request's id added.
 *
 * <p>Clients choose by HTTP status and {@code code}; {@code type} follows OpenAI's error pages: {@code invalid_request_error}
 * for whatever the caller can mend, keys included, {@code insufficient_quota}, {@code rate_limit_error} and {@code
 * server_error}.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error codes</a>
 */
final class OpenAiErrorWriter {
    private static final Bytes DATA = Bytes.utf8("data: ");
    private static final Bytes EVENT_END = Bytes.utf8("\n\n");

    private OpenAiErrorWriter() {}

    static Bytes body(GatewayError error, String requestId) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            fields(json, error, requestId);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** Any chunk with an {@code error} makes OpenAI's SDKs throw; it is the one way to fail in mid-stream. */
    static Bytes event(GatewayError error, String requestId) {
        return new Splice().add(DATA).add(body(error, requestId)).add(EVENT_END).take();
    }

    private static void fields(JsonGenerator json, GatewayError error, String requestId) throws IOException {
        json.writeStringField("message", error.message());
        json.writeStringField("type", type(error));
        if (error.param() == null) {
            json.writeNullField("param");
        } else {
            json.writeStringField("param", error.param());
        }
        json.writeStringField("code", error.code());
        json.writeStringField("request_id", requestId);
    }

    private static String type(GatewayError error) {
        return switch (error.kind()) {
            case NO_BALANCE -> "insufficient_quota";
            case RATE_LIMITED -> "rate_limit_error";
            case MALFORMED,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA,
                    HEADERS_TOO_LARGE,
                    UPSTREAM_REJECTED -> "invalid_request_error";
            case BUG, UPSTREAM_FAILED, OVERLOADED, UNAVAILABLE, BILLING_UNAVAILABLE, NO_CHANNEL, UPSTREAM_TIMEOUT ->
                "server_error";
        };
    }
}
