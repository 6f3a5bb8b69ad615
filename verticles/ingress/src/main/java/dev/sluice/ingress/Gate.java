package dev.sluice.ingress;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The strict gate: what the HTTP decoder lets through and a gateway must not. Two servers that read one request in two
 * ways are how requests are smuggled, so whatever could be read in two ways is refused and its connection closed.
 */
final class Gate {
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);
    // RFC 9110, 7.2: uri-host [ ":" port ]; no user, path, query or fragment may hide in it.
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");
    private static final String CONTENT_LENGTH = "content-length";
    private static final int VARIED = 8;
    private static final int MAX_LENGTH_DIGITS = 18;

    /** Nearly all callers name the same host, so that it need not be taken apart each time. */
    private static volatile String lastValid = "localhost";

    private Gate() {}

    /** What is wrong with the head of a request; empty if it may pass. */
    static Optional<GatewayError> refusal(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0) {
            return malformed("The HTTP version is not supported.");
        }
        if (!METHODS.contains(request.method())) {
            return Optional.of(GatewayError.of(Kind.METHOD_NOT_ALLOWED, "The method is not supported."));
        }
        if (!request.uri().startsWith("/")) {
            return malformed("The request target must be a path that begins with '/'.");
        }
        return hostRefusal(request).or(() -> framingRefusal(request)).or(() -> lookalikeRefusal(request));
    }

    private static Optional<GatewayError> hostRefusal(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1) {
            return malformed("Exactly one Host header is needed.");
        }
        String host = hosts.getFirst();
        if (host.equals(lastValid)) {
            return Optional.empty();
        }
        if (!HOST.matcher(host).matches()) {
            return malformed("The Host header is not valid.");
        }
        lastValid = host;
        return Optional.empty();
    }

    private static Optional<GatewayError> framingRefusal(HttpServerRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        if (!encodings.isEmpty()) {
            if (encodings.size() > 1 || !encodings.getFirst().equals("chunked")) {
                return malformed("Transfer-Encoding must be exactly 'chunked'.");
            }
            if (!lengths.isEmpty() || request.version() == HttpVersion.HTTP_1_0) {
                return malformed("Transfer-Encoding must not come with Content-Length or HTTP/1.0.");
            }
        }
        if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.getFirst()))) {
            return malformed("Content-Length must be one plain number.");
        }
        return Optional.empty();
    }

    private static boolean isLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS;
    }

    // CVE-2026-102479: this Vert.x takes "Content-Xength" for Content-Length, since it skips the byte at index 8.
    private static Optional<GatewayError> lookalikeRefusal(HttpServerRequest request) {
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey();
            if (name.length() == CONTENT_LENGTH.length()
                    && !name.equalsIgnoreCase(CONTENT_LENGTH)
                    && name.regionMatches(true, 0, CONTENT_LENGTH, 0, VARIED)
                    && name.regionMatches(
                            true, VARIED + 1, CONTENT_LENGTH, VARIED + 1, CONTENT_LENGTH.length() - VARIED - 1)) {
                return malformed("A header name resembles Content-Length.");
            }
        }
        return Optional.empty();
    }

    private static Optional<GatewayError> malformed(String message) {
        return Optional.of(GatewayError.of(Kind.MALFORMED, message));
    }
}
