package dev.sluice.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back to the client: status, headers of its own, and a body that is written already.
 *
 * @param rest what follows the body, if that is only the beginning
 * @param cookies to be set
 */
public record Answer(
        int status,
        Map<String, String> headers,
        Bytes body,
        @Nullable Pieces rest,
        List<String> cookies) {
    public Answer {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    public Answer(int status, Map<String, String> headers, Bytes body, @Nullable Pieces rest) {
        this(status, headers, body, rest, List.of());
    }

    public Answer(int status, Map<String, String> headers, Bytes body) {
        this(status, headers, body, null);
    }

    /** A JSON body, not to be stored by anybody. */
    public static Answer json(int status, JsonNode body) {
        return new Answer(
                status, Map.of("content-type", "application/json", "cache-control", "no-store"), Json.write(body));
    }

    /** 204. */
    public static Answer nothing() {
        return new Answer(204, Map.of("cache-control", "no-store"), Bytes.EMPTY);
    }

    /** An error in OpenAI's shape, with the request's id in it. */
    public static Answer error(GatewayError error, String requestId) {
        return error(error, requestId, Map.of());
    }

    /** As {@link #error(GatewayError, String)}, and this beside the error. */
    public static Answer error(GatewayError error, String requestId, Map<String, String> beside) {
        var body = Json.object();
        body.putObject("error")
                .put("message", error.message())
                .put("type", type(error.status()))
                .put("code", error.code())
                .put("param", error.param())
                .put("request_id", requestId);
        beside.forEach(body::put);
        Answer answer = json(error.status(), body);
        if (error.status() == 401) {
            answer = answer.with("www-authenticate", "Bearer");
        }
        return error.retryAfter() == null
                ? answer
                : answer.with(
                        "retry-after",
                        String.valueOf(Math.max(1, error.retryAfter().toSeconds())));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, rest, cookies);
    }

    /** The same, and these cookies before its own. */
    public Answer setting(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(cookies);
        return new Answer(status, headers, body, rest, all);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
