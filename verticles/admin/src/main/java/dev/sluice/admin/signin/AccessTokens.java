package dev.sluice.admin.signin;

import dev.sluice.model.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Tokens of a few minutes that name a session. One algorithm, one issuer, one audience, and a key that comes from the master
 * key and never from a token. Thread safe.
 */
public final class AccessTokens {
    /** How long one is good for. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final String ALGORITHM = "HS256";
    private static final String ISSUER = "sluice";
    private static final String AUDIENCE = "management";
    private static final String SESSION = "sid";

    private final JWTAuth library;
    private final Clock clock;

    /** Whose token it is. */
    public record Claims(String userId, String sessionId) {}

    public AccessTokens(Vertx vertx, Bytes key, Clock clock) {
        this.clock = clock;
        library = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(key.copy())))
                        .setJWTOptions(new JWTOptions().setIssuer(ISSUER).setAudience(List.of(AUDIENCE))));
    }

    public String issue(Claims claims) {
        long now = clock.instant().getEpochSecond();
        JsonObject body = new JsonObject()
                .put("sub", claims.userId())
                .put(SESSION, claims.sessionId())
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("exp", now + LIFE.toSeconds());
        return library.generateToken(
                body, new JWTOptions().setAlgorithm(ALGORITHM).setNoTimestamp(true));
    }

    /** What a token says, if it was issued here and is good now. */
    public Optional<Claims> read(String token) {
        JsonObject body;
        try {
            body = library.authenticate(new TokenCredentials(token))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .attributes()
                    .getJsonObject("accessToken", new JsonObject());
        } catch (CompletionException forged) {
            return Optional.empty();
        }
        Long until = body.getLong("exp");
        String user = body.getString("sub");
        String session = body.getString(SESSION);
        boolean whole = until != null && user != null && session != null && ISSUER.equals(body.getString("iss"));
        return whole && clock.instant().isBefore(Instant.ofEpochSecond(until))
                ? Optional.of(new Claims(user, session))
                : Optional.empty();
    }
}
