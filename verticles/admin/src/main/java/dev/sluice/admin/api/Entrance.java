package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.ApiRequest.Envelope;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.BrowserSessions.Begun;
import dev.sluice.admin.signin.BrowserSessions.Origin;
import dev.sluice.admin.signin.PasswordPace;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.admin.signin.RecoveryCodes;
import dev.sluice.admin.signin.TimeCodes;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Act;
import dev.sluice.store.SecondFactors;
import dev.sluice.store.SecondFactors.Outcome;
import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where whoever has shown a password or a passkey is let in: a session begins, or, where a user has set codes of the time,
 * one of these is asked for first.
 */
final class Entrance {
    static final Set<String> SECOND_STEP = Set.of("pending", "code");
    /** For so long the password that was shown counts. */
    static final Duration PENDING = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    /** A name that nobody can try to sign in with. */
    private static final String RECOVERY = "recovery\n";

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    private final ManagementRoutes.Signing means;
    private final PasswordPace pace;

    Entrance(ManagementRoutes.Ground ground, ManagementRoutes.Signing means) {
        store = ground.store();
        vault = ground.vault();
        clock = ground.clock();
        this.means = means;
        pace = new PasswordPace(means.attempts(), store, clock);
    }

    /** After a password, or a link with which one was set. */
    Answer byPassword(ApiRequest request, int status, String userId) {
        if (!store.secondFactors().isSet(userId)) {
            return open(request, status, userId);
        }
        String pending = RandomText.secret("pending-");
        Instant expiresAt = clock.instant().plus(PENDING).truncatedTo(ChronoUnit.MILLIS);
        store.tokens().putAlone(vault.digestToken(pending), Purpose.SECOND_FACTOR, userId, expiresAt);
        GatewayError error = refusal("second_factor_required", "a code of the authenticator app is needed, too");
        return Answer.error(
                error, request.envelope().requestId(), Map.of("pending", pending, "expires_at", expiresAt.toString()));
    }

    /** With what {@link #byPassword} gave out, and a code. */
    Answer bySecondFactor(ApiRequest request) {
        Fields fields = request.fields(SECOND_STEP);
        Bytes pending = vault.digestToken(fields.required("pending", Values.raw(512)));
        String code = fields.required("code", Values.raw(64)).strip();
        String userId = store.tokens()
                .find(pending, Purpose.SECOND_FACTOR, clock.instant())
                .filter(this::isEnabled)
                .orElseThrow(Entrance::tooLate);
        return Act.goOnAs(userId, () -> {
            if (!isRight(request, userId, code)) {
                LOG.warn("management second factor refused user={} address={}", userId, request.remoteAddress());
                throw new GatewayException(refusal("invalid_code", "this code is wrong, too old, or was used before"));
            }
            String owner = store.tokens()
                    .redeem(pending, Purpose.SECOND_FACTOR, clock.instant())
                    .orElseThrow(Entrance::tooLate);
            LOG.info("management sign-in user={} by=second-factor", owner);
            return open(request, 200, owner);
        });
    }

    /**
     * Whether this is a code of the user's that is good now. It is used up by that.
     *
     * @throws GatewayException with 429 when too many were wrong
     */
    boolean isRight(ApiRequest request, String userId, String code) {
        if (!TimeCodes.isCode(code)) {
            return isRecovery(request, userId, code);
        }
        Instant now = clock.instant();
        Outcome outcome = store.secondFactors().use(userId, secret -> TimeCodes.step(secret, code, now), now);
        checkPace(outcome);
        return outcome == Outcome.ACCEPTED;
    }

    static void checkPace(Outcome outcome) {
        if (outcome == Outcome.TOO_MANY) {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many wrong codes; try again later")
                    .retryAfter(SecondFactors.WINDOW));
        }
    }

    private boolean isRecovery(ApiRequest request, String userId, String code) {
        means.attempt(RECOVERY + userId, request.remoteAddress());
        boolean right = store.secondFactors().redeem(userId, RecoveryCodes.digest(vault, userId, code));
        if (right) {
            means.attempts().forgive(RECOVERY + userId, request.remoteAddress());
        }
        return right;
    }

    boolean isEnabled(String userId) {
        return store.users().get(userId).filter(User::enabled).isPresent();
    }

    /** Wherever somebody signs in, the session is a new one. */
    Answer open(ApiRequest request, int status, String userId) {
        Envelope from = request.envelope();
        Begun begun =
                means.sessions().begin(userId, new Origin(from.remoteAddress(), from.agent(), from.secureCookies()));
        return Answer.json(
                        status,
                        Json.object()
                                .put("token", begun.token())
                                .put("expires_at", begun.expiresAt().toString())
                                .put("csrf_token", begun.csrf())
                                .put("user", userId))
                .setting(begun.cookies());
    }

    /**
     * Refuses somebody who is signed in and does not show the password again, if one is set: whoever finds an open page must
     * not be able to stay, nor to lock its user out.
     */
    void checkPasswordAgain(ApiRequest request, Fields fields) {
        String userId = SessionResource.user(request);
        if (request.caller().isLimited()) {
            throw new GatewayException(
                    Kind.FORBIDDEN, "a token with scopes or an end does not change how its user signs in");
        }
        if (store.users().passwordHash(userId).isPresent()) {
            String password = fields.required("password", Values.raw(2048));
            PasswordPace.Counted counted = pace.proof(userId);
            if (!means.passwords().verify(userId, password)) {
                throw Value.wrong("password", "is not the password that is set");
            }
            counted.forgive();
        }
    }

    static GatewayError refusal(String code, String message) {
        return GatewayError.of(Kind.UNAUTHENTICATED, message).withCode(code);
    }

    private static GatewayException tooLate() {
        return new GatewayException(refusal("invalid_pending", "this sign-in took too long, or is over; begin again"));
    }
}
