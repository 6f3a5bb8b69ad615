package dev.sluice.admin.http;

import dev.sluice.model.call.GatewayError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes answers, each with the headers that keep browsers on the safe side. Used on the request's context. */
public final class Responder {
    /** Sent with everything, whoever asked for it. No CORS header is: other origins have no business here. */
    public static final Map<String, String> SECURITY_HEADERS = Map.of(
            "content-security-policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
                    + "require-trusted-types-for 'script'",
            "x-content-type-options",
            "nosniff",
            "x-frame-options",
            "DENY",
            "referrer-policy",
            "no-referrer",
            "cross-origin-opener-policy",
            "same-origin",
            "cross-origin-resource-policy",
            "same-origin");

    private static final String REQUEST_ID = "x-request-id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private Responder() {}

    /** The id that ingress gave the request, or that the client did if it is a sane token, or a new one. */
    public static String requestId(HttpServerRequest request) {
        String given = request.response().headers().get(REQUEST_ID);
        if (given == null) {
            given = request.getHeader(REQUEST_ID);
        }
        return given != null && SANE.matcher(given).matches()
                ? given
                : "req_" + UUID.randomUUID().toString().replace("-", "");
    }

    public static void error(HttpServerRequest request, GatewayError error, String requestId) {
        write(request, Answer.error(error, requestId), requestId);
    }

    /** Prepares status and headers of an answer; false if the client has left. */
    static boolean writeHead(HttpServerRequest request, Answer answer, @Nullable String requestId) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return false;
        }
        response.setStatusCode(answer.status());
        SECURITY_HEADERS.forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        if (!answer.cookies().isEmpty()) {
            response.putHeader("set-cookie", answer.cookies());
        }
        if (requestId != null) {
            response.putHeader(REQUEST_ID, requestId);
        }
        return true;
    }

    /** Writes an answer, unless the client has left. */
    public static void write(HttpServerRequest request, Answer answer, @Nullable String requestId) {
        if (!writeHead(request, answer, requestId)) {
            return;
        }
        HttpServerResponse response = request.response();
        boolean unread = !request.isEnded() && request.version() != HttpVersion.HTTP_2;
        if (unread) {
            response.putHeader("connection", "close");
        }
        Future<Void> sent = send(request, answer);
        if (unread) {
            // What is left of the body would be taken for the next request.
            sent.onComplete(done -> request.connection().close());
        }
    }

    private static Future<Void> send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (answer.status() == 204 || answer.status() == 304) {
            return response.end();
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("content-length", String.valueOf(answer.body().length()));
            return response.end();
        }
        return response.end(Buffer.buffer(answer.body().copy()));
    }
}
