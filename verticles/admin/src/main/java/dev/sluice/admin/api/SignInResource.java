package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/setup} and {@code /api/session}: how a person comes by a management token, and gives it up. */
final class SignInResource {
    static final Set<String> SETUP = Set.of("token", "password");
    static final Set<String> SESSION = Set.of("user", "password");

    private static final Logger LOG = LoggerFactory.getLogger(SignInResource.class);
    private static final Reader<String> USER =
            Values.matching(Pattern.compile("[A-Za-z0-9_.:-]{1,64}"), "must be the id of a user");

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    private final ManagementRoutes.Signing means;

    SignInResource(Store store, Vault vault, Clock clock, ManagementRoutes.Signing means) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
        this.means = means;
    }

    /** Sets the password of whom the set-up link was made for. Of several at once, one does. */
    Answer setUp(ApiRequest request) {
        Fields fields = request.fields(SETUP);
        Bytes digest = vault.digestToken(fields.required("token", Values.raw(512)));
        String password = fields.required("password", Values.raw(2048));
        // Looked at before the token is used up, so that a password that will not do does not cost the link.
        Passwords.check(password);
        if (store.tokens().find(digest, Purpose.SETUP, clock.instant()).isEmpty()) {
            throw usedUp();
        }
        String hash = means.passwords().hash(password);
        String userId =
                store.tokens().redeem(digest, Purpose.SETUP, clock.instant()).orElseThrow(SignInResource::usedUp);
        store.users().setPasswordHash(userId, hash);
        LOG.info("management set up user={}", userId);
        return Answer.json(200, newSession(userId));
    }

    Answer signIn(ApiRequest request) {
        Fields fields = request.fields(SESSION);
        String userId = fields.or(Users.ADMIN, "user", USER);
        String password = fields.required("password", Values.raw(2048));
        means.attempts().tryOnce(userId, request.remoteAddress()).ifPresent(SignInResource::refuse);
        boolean right = means.passwords().verify(userId, password);
        if (!right || store.users().get(userId).filter(User::enabled).isEmpty()) {
            LOG.warn("management sign-in refused user={} address={}", userId, request.remoteAddress());
            throw new GatewayException(GatewayError.of(Kind.UNAUTHENTICATED, "user or password is wrong")
                    .withCode("invalid_credentials"));
        }
        means.attempts().forgive(userId, request.remoteAddress());
        LOG.info("management sign-in user={}", userId);
        return Answer.json(200, newSession(userId));
    }

    Answer signOut(ApiRequest request) {
        Bytes token = request.caller().token();
        if (token != null) {
            store.tokens().revoke(token);
        }
        return Answer.nothing();
    }

    private JsonNode newSession(String userId) {
        String token = RandomText.secret("mgt-");
        Instant expiresAt = clock.instant().plus(means.sessionLife()).truncatedTo(ChronoUnit.MILLIS);
        store.tokens().put(vault.digestToken(token), Purpose.MANAGEMENT, userId, expiresAt);
        return Json.object().put("token", token).put("expires_at", expiresAt.toString());
    }

    private static void refuse(Duration wait) {
        throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many attempts; try again later")
                .retryAfter(wait));
    }

    private static GatewayException usedUp() {
        return new GatewayException(
                GatewayError.of(Kind.UNAUTHENTICATED, "this set-up link is not known, used already, or too old")
                        .withCode("invalid_setup_token"));
    }
}
