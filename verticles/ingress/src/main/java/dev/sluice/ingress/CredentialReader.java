package dev.sluice.ingress;

import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the API key of a request and turns it into its digest. The digests of the keys seen last are remembered, so that
 * a busy key costs one HMAC and not one per request. Used on one event loop only.
 */
final class CredentialReader {
    private static final String BEARER = "Bearer ";
    private static final int MAX_KEY = 256;
    private static final int REMEMBERED = 1024;

    private final Function<String, Credential> digest;
    private final Map<String, Credential> recent = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Credential> eldest) {
            return size() > REMEMBERED;
        }
    };

    CredentialReader(Function<String, Credential> digest) {
        this.digest = digest;
    }

    /**
     * The digest of the request's key.
     *
     * @throws GatewayException of kind {@code UNAUTHENTICATED} when there is none
     */
    Credential read(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            throw refused("No API key was given: send it as 'Authorization: Bearer sk-…'.");
        }
        String header = headers.getFirst();
        if (headers.size() > 1
                || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() > BEARER.length() + MAX_KEY) {
            throw refused("The Authorization header must be 'Bearer' and one API key.");
        }
        String key = header.substring(BEARER.length()).strip();
        if (key.isEmpty()) {
            throw refused("The API key is empty.");
        }
        return recent.computeIfAbsent(key, digest);
    }

    private static GatewayException refused(String message) {
        return new GatewayException(Kind.UNAUTHENTICATED, message);
    }
}
