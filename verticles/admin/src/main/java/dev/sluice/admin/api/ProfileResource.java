package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.PasswordPace;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Store;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/profile}: who is signed in, how, and their password. */
final class ProfileResource {
    static final Set<String> PASSWORD = Set.of("old_password", "password");

    private static final Logger LOG = LoggerFactory.getLogger(ProfileResource.class);

    private final Store store;
    private final ManagementRoutes.Signing means;
    private final PasswordPace pace;

    ProfileResource(ManagementRoutes.Ground ground, ManagementRoutes.Signing means) {
        this.store = ground.store();
        this.means = means;
        this.pace = new PasswordPace(means.attempts(), store, ground.clock());
    }

    Answer get(ApiRequest request) {
        request.allowQuery(Set.of());
        User user = user(request);
        ObjectNode json = Json.object()
                .put("id", user.id())
                .put("name", user.name())
                .put("role", Grants.roleOf(user).word())
                .put("has_password", store.users().passwordHash(user.id()).isPresent())
                .put("totp", store.secondFactors().isSet(user.id()))
                .put("recovery_codes_left", store.secondFactors().recoveryCodesLeft(user.id()))
                .put("passkeys", store.passkeys().list(user.id()).size());
        if (request.caller().means() instanceof Means.Session session) {
            json.put("csrf_token", means.sessions().csrf(session.id()));
        }
        return Answer.json(200, json);
    }

    /** With the old one, if there is one: whoever finds an open page must not be able to lock its user out. */
    Answer setPassword(ApiRequest request) {
        Fields fields = request.fields(PASSWORD);
        User user = user(request);
        String password = fields.required("password", Values.raw(2048));
        Passwords.check(password);
        if (store.users().passwordHash(user.id()).isPresent()) {
            String old = fields.required("old_password", Values.raw(2048));
            PasswordPace.Counted counted = pace.proof(user.id());
            if (!means.passwords().verify(user.id(), old)) {
                throw Value.wrong("old_password", "is not the password that is set");
            }
            counted.forgive();
        } else if (request.caller().isLimited()) {
            throw new GatewayException(Kind.FORBIDDEN, "a token with scopes or an end sets no first password");
        }
        store.users().setPasswordHash(user.id(), means.passwords().hash(password));
        store.sessions().endOthers(user.id(), request.caller().sessionId());
        LOG.info("management password changed user={}", user.id());
        return Answer.nothing();
    }

    private User user(ApiRequest request) {
        return store.users()
                .get(Objects.requireNonNull(request.caller().userId(), "a route for who is signed in has one"))
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such user"));
    }
}
