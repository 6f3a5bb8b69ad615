package dev.sluice.ingress;

import dev.sluice.model.call.CallId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What a request is known by outside: the caller's own {@code X-Request-Id} where that is harmless, else the call id. */
final class RequestIds {
    static final CharSequence HEADER = HttpHeaders.createOptimized("x-request-id");
    private static final int MAX = 128;

    private RequestIds() {}

    static String of(HttpServerRequest request, CallId callId) {
        String given = request.getHeader(HEADER);
        return isSane(given) ? given : callId.value();
    }

    private static boolean isSane(@Nullable String given) {
        return given != null
                && !given.isEmpty()
                && given.length() <= MAX
                && given.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "-_.:".indexOf(c) >= 0);
    }
}
