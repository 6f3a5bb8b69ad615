package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.json.JsonTree;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a token is had for a channel's secret.
 *
 * @param way how the upstream is reached
 * @param uri path and query of the request for one; holds the secret
 */
public record TokenExchange(Way way, String uri) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Set<String> WRONG_SECRET = Set.of("invalid_client", "unauthorized_client", "invalid_grant");

    /**
     * A token.
     *
     * @param life how long the upstream takes it
     */
    public record Token(String value, Duration life) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Token for " + life;
        }
    }

    /**
     * Baidu AI Cloud's (https://ai.baidu.com/ai-doc/REFERENCE/Ck3dwjhhu).
     *
     * @param secret {@code APIKey|SecretKey}
     * @throws IllegalArgumentException if it is no such secret; it is not repeated
     */
    static TokenExchange ofBaidu(String secret, Way way) {
        int bar = secret.indexOf('|');
        if (bar <= 0 || bar == secret.length() - 1) {
            throw new IllegalArgumentException("the secret is not an API key and a secret key with | between them");
        }
        String uri = "/oauth/2.0/token?grant_type=client_credentials&client_id="
                + Template.encode(secret.substring(0, bar)) + "&client_secret="
                + Template.encode(secret.substring(bar + 1));
        return new TokenExchange(way, uri);
    }

    /** What to send. */
    public HttpCall call() {
        return new HttpCall(HttpMethod.POST, way, uri, HttpHeaders.headers(), Bytes.EMPTY);
    }

    /** Reads the upstream's answer; empty if it gives no token. */
    public Optional<Token> read(Bytes body) {
        JsonNode answer = JsonTree.parse(body).orElseGet(JsonTree::object);
        String token = answer.path("access_token").asText("");
        Duration life = Duration.ofSeconds(Math.clamp(answer.path("expires_in").asLong(0), 0, Integer.MAX_VALUE));
        return token.isEmpty()
                ? Optional.empty()
                : Optional.of(new Token(token, life.compareTo(SHORTEST) < 0 ? SHORTEST : life));
    }

    /** Whether a refusal says that the secret is wrong, as OAuth has it (RFC 6749, section 5.2), and not the request. */
    public boolean isSecretWrong(Bytes refusal) {
        JsonNode error = JsonTree.parse(refusal).orElseGet(JsonTree::object).path("error");
        return WRONG_SECRET.contains(error.asText(""));
    }

    /** Nothing: it holds the secret. */
    @Override
    public String toString() {
        return "TokenExchange";
    }
}
