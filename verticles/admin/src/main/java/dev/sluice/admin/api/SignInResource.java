package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.BrowserSessions;
import dev.sluice.admin.signin.PasswordPace;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Act;
import dev.sluice.store.Invitations;
import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/setup}, {@code /api/sign-up} and {@code /api/session}: how a person comes in, and leaves. */
final class SignInResource {
    static final Set<String> SETUP = Set.of("token", "password");
    static final Set<String> SIGN_UP = Set.of("invite_code", "name", "password");
    static final Set<String> SESSION = Set.of("user", "password", "pending", "code");

    private static final Logger LOG = LoggerFactory.getLogger(SignInResource.class);
    /** In whose name people sign up. */
    private static final String GUEST = "anyone";

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    private final ManagementRoutes.Signing means;
    private final Entrance entrance;
    private final PasswordPace pace;

    SignInResource(ManagementRoutes.Ground ground, ManagementRoutes.Signing means, Entrance entrance) {
        store = ground.store();
        vault = ground.vault();
        clock = ground.clock();
        this.means = means;
        this.entrance = entrance;
        pace = new PasswordPace(means.attempts(), store, clock);
    }

    /** Sets the password of whom the set-up link was made for. Of several at once, one does. */
    Answer setUp(ApiRequest request) {
        Fields fields = request.fields(SETUP);
        Bytes digest = vault.digestToken(fields.required("token", Values.raw(512)));
        String password = fields.required("password", Values.raw(2048));
        // Looked at before the token is used up, so that a password that will not do does not cost the link.
        Passwords.check(password);
        Purpose purpose = Stream.of(Purpose.SETUP, Purpose.PASSWORD)
                .filter(one -> isGood(digest, one))
                .findFirst()
                .orElseThrow(SignInResource::usedUp);
        String hash = means.passwords().hash(password);
        String owner = store.tokens().find(digest, purpose, clock.instant()).orElseThrow(SignInResource::usedUp);
        return Act.goOnAs(owner, () -> redeem(request, digest, purpose, hash));
    }

    private Answer redeem(ApiRequest request, Bytes digest, Purpose purpose, String hash) {
        String userId = store.tokens().redeem(digest, purpose, clock.instant()).orElseThrow(SignInResource::usedUp);
        store.users().setPasswordHash(userId, hash);
        // Whoever knew the old password may be signed in.
        store.sessions().endOthers(userId, "");
        LOG.info("management password set by link user={}", userId);
        return entrance.byPassword(request, 200, userId);
    }

    private boolean isGood(Bytes digest, Purpose purpose) {
        return store.tokens()
                .find(digest, purpose, clock.instant())
                .flatMap(store.users()::get)
                .filter(User::enabled)
                .isPresent();
    }

    /** A new user who was given a code by another; only where the operator allows it. */
    Answer signUp(ApiRequest request) {
        Fields fields = request.fields(SIGN_UP);
        String code = fields.required("invite_code", UserResource.INVITE_CODE);
        String name = fields.required("name", Values.text(100));
        String password = fields.required("password", Values.raw(2048));
        Passwords.check(password);
        Invitations invitations = store.by(GUEST).accounts().invitations();
        if (!invitations.terms().openSignUp()) {
            throw new GatewayException(Kind.NOT_FOUND, "signing up is closed here; ask an administrator");
        }
        // Whoever guesses codes is counted by address, and keeps nobody else out.
        String account = "sign-up/" + code;
        means.attemptFrom(request.remoteAddress());
        means.attempt(account, request.remoteAddress());
        String hash = means.passwords().hash(password);
        User user = new User(RandomText.id("usr_"), name, Role.USER.word(), true, false);
        return Act.goOnAs(user.id(), () -> {
            if (!invitations.create(user, code)) {
                throw Value.wrong("invite_code", "must be a user's");
            }
            store.users().setPasswordHash(user.id(), hash);
            means.attempts().forgive(account, request.remoteAddress());
            LOG.info("management sign-up user={} address={}", user.id(), request.remoteAddress());
            return entrance.open(request, 201, user.id());
        });
    }

    Answer signIn(ApiRequest request) {
        Fields fields = request.fields(SESSION);
        if (fields.has("pending")) {
            return entrance.bySecondFactor(request);
        }
        String userId = idOf(fields.or(Users.ADMIN, "user", Values.text(100)));
        String password = fields.required("password", Values.raw(2048));
        PasswordPace.Counted counted = pace.attempt(userId, request.remoteAddress());
        boolean right = means.passwords().verify(userId, password);
        if (!right || store.users().get(userId).filter(User::enabled).isEmpty()) {
            LOG.warn("management sign-in refused user={} address={}", userId, request.remoteAddress());
            throw new GatewayException(GatewayError.of(Kind.UNAUTHENTICATED, "user or password is wrong")
                    .withCode("invalid_credentials"));
        }
        counted.forgive();
        LOG.info("management sign-in user={}", userId);
        return Act.goOnAs(userId, () -> entrance.byPassword(request, 200, userId));
    }

    Answer signOut(ApiRequest request) {
        String userId = Objects.requireNonNull(request.caller().userId(), "a route for who is signed in has one");
        return switch (request.caller().means()) {
            case Means.Session session -> {
                store.sessions().end(userId, session.id());
                PlaygroundResource.end(store, vault, userId);
                yield Answer.nothing()
                        .setting(BrowserSessions.farewell(request.envelope().secureCookies()));
            }
            case Means.Token token -> {
                store.tokens().revoke(token.digest());
                yield Answer.nothing();
            }
            case Means.Nothing ignored -> Answer.nothing();
        };
    }

    /** People know their names better than their ids; what is an id is never taken for a name. */
    private String idOf(String user) {
        return store.users()
                .get(user)
                .or(() -> store.users().named(user))
                .map(User::id)
                .orElse(user);
    }

    private static GatewayException usedUp() {
        return new GatewayException(
                GatewayError.of(Kind.UNAUTHENTICATED, "this set-up link is not known, used already, or too old")
                        .withCode("invalid_setup_token"));
    }
}
