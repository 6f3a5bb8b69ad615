package dev.sluice.ingress;

import dev.sluice.ingress.load.Tenants;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the API key of a request, wherever its dialect puts it, and turns it into its digest. Who showed a key
 * lately is remembered, so that a busy key costs one HMAC and not one per request. Used on one event loop only.
 */
final class CredentialReader {
    static final String GOOGLE = "x-goog-api-key";
    private static final String ANTHROPIC = "x-api-key";
    private static final String BEARER = "Bearer ";
    private static final String SIGNED = "AWS4-HMAC-SHA256 ";
    private static final String ACCESS_KEY = "Credential=";
    private static final int MAX_KEY = 256;
    private static final int MAX_SIGNED = 2048;
    private static final int REMEMBERED = 1024;

    private final Function<String, Bearer> bearer;
    private final Map<String, Bearer> recent = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bearer> eldest) {
            return size() > REMEMBERED;
        }
    };

    CredentialReader(Function<String, Credential> digest, Tenants tenants) {
        this.bearer = key -> new Bearer(digest.apply(key), tenants);
    }

    /**
     * Whoever shows the request's key.
     *
     * @throws GatewayException of kind {@code UNAUTHENTICATED} when there is none, or more than one
     */
    Bearer read(HttpServerRequest request, Dialect dialect) {
        List<String> keys = new ArrayList<>(1);
        for (String header : request.headers().getAll(HttpHeaders.AUTHORIZATION)) {
            keys.add(authorized(header, dialect));
        }
        switch (dialect) {
            case ANTHROPIC -> keys.addAll(request.headers().getAll(ANTHROPIC));
            case GEMINI -> {
                keys.addAll(request.headers().getAll(GOOGLE));
                keys.addAll(new Query(request.query()).values("key"));
            }
            case OPENAI, RESPONSES, BEDROCK, COHERE -> {}
        }
        return recent.computeIfAbsent(only(keys, dialect), bearer);
    }

    private static String authorized(String header, Dialect dialect) {
        if (begins(header, BEARER)) {
            return header.substring(BEARER.length());
        }
        if (dialect == Dialect.BEDROCK && begins(header, SIGNED) && header.length() <= MAX_SIGNED) {
            return accessKey(header);
        }
        throw refused("The Authorization header must be 'Bearer' and one API key.");
    }

    /**
     * The access key id of a signed request. The gateway keeps digests of keys only, so it cannot check a signature: the
     * access key id is the API key, and the signature says nothing.
     */
    private static String accessKey(String header) {
        int from = header.indexOf(ACCESS_KEY, SIGNED.length());
        int to = from < 0 ? -1 : header.indexOf('/', from);
        if (to < 0) {
            throw refused("The Authorization header names no access key: 'Credential=<API key>/…' is missing.");
        }
        return header.substring(from + ACCESS_KEY.length(), to);
    }

    private static boolean begins(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static String only(List<String> given, Dialect dialect) {
        if (given.isEmpty()) {
            throw refused("No API key was given: send it as " + place(dialect) + ".");
        }
        String key = given.getFirst().strip();
        if (given.size() > 1 && given.stream().anyMatch(other -> !other.strip().equals(key))) {
            throw refused("Several API keys were given, and they differ: send one.");
        }
        if (key.isEmpty()) {
            throw refused("The API key is empty.");
        }
        if (key.length() > MAX_KEY) {
            throw refused("The API key is longer than " + MAX_KEY + " characters.");
        }
        return key;
    }

    private static String place(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC -> "'x-api-key: sk-…' or 'Authorization: Bearer sk-…'";
            case GEMINI -> "'x-goog-api-key: sk-…' or 'Authorization: Bearer sk-…'";
            case BEDROCK -> "the access key id of a signed request, or 'Authorization: Bearer sk-…'";
            case OPENAI, RESPONSES, COHERE -> "'Authorization: Bearer sk-…'";
        };
    }

    private static GatewayException refused(String message) {
        return new GatewayException(Kind.UNAUTHENTICATED, message);
    }
}
