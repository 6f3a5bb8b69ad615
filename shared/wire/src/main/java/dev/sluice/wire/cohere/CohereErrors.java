package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Map;

/**
 * Between failures and Cohere's {@code {"id","message"}}, which has no code: clients choose by status. Only a prompt that is
 * too long has a word of its own, {@code "error_type":"TOO_MANY_TOKENS"}, and a message that begins so.
 *
 * @see <a href="https://docs.cohere.com/reference/errors">Cohere's errors</a>
 */
final class CohereErrors {
    private static final String TOO_LONG = "context_length_exceeded";
    private static final String TOO_MANY_TOKENS = "TOO_MANY_TOKENS";
    private static final String TOO_MANY = "too many tokens";
    /** The key is blocked or unknown. */
    private static final int INVALID_TOKEN = 498;
    /** The request was cancelled, of which nothing is known here. */
    private static final int CANCELLED = 499;

    private CohereErrors() {}

    static Bytes write(GatewayError error, String requestId) {
        boolean tooLong = isTooLong(error);
        ObjectNode out = JsonTree.object();
        if (tooLong) {
            out.put("error_type", TOO_MANY_TOKENS);
        }
        return JsonTree.write(out.put("id", requestId).put("message", message(error, tooLong)));
    }

    /** The stream's last event, with the error in it; no {@code [DONE]} follows, for the answer is not done. */
    static Bytes event(GatewayError error, String requestId, int events) {
        ObjectNode event = JsonTree.object().put("type", "message-end");
        event.putObject("delta").put("error", message(error, isTooLong(error))).put("finish_reason", "ERROR");
        // The SDKs know no event before the start.
        String start = events > 0 ? "" : "event: message-start\ndata: " + start(requestId) + "\n\n";
        return Bytes.utf8(start + "event: message-end\ndata: " + event + "\n\n");
    }

    private static ObjectNode start(String requestId) {
        ObjectNode event = JsonTree.object().put("id", requestId).put("type", "message-start");
        event.putObject("delta").putObject("message").put("role", "assistant");
        return event;
    }

    private static boolean isTooLong(GatewayError error) {
        return error.code().equals(TOO_LONG);
    }

    private static String message(GatewayError error, boolean tooLong) {
        boolean says = error.message().toLowerCase(Locale.ROOT).startsWith(TOO_MANY);
        return tooLong && !says ? TOO_MANY + ": " + error.message() : error.message();
    }

    static UpstreamError read(int status, Map<String, String> headers, Bytes body) {
        if (status == CANCELLED) {
            return new UpstreamError(
                    GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream cancelled the request."), Verdict.FAILED);
        }
        return ErrorReader.read(status == INVALID_TOKEN ? 401 : status, headers, body);
    }

    /** Reads an error that came in the middle of an answer, as a text. */
    static UpstreamError readInAnswer(String message) {
        return ErrorReader.readInAnswer(JsonTree.write(JsonTree.object().put("message", message)));
    }
}
