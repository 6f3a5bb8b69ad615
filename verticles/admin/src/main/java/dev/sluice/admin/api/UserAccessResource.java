package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Store;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/users/{id}/second-factors}, {@code /sessions} and {@code /tokens}: by what others come in, which administrators
 * see and take away, but never from somebody above them.
 */
final class UserAccessResource {
    private static final Logger LOG = LoggerFactory.getLogger(UserAccessResource.class);

    private final Store store;
    private final Clock clock;

    UserAccessResource(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Answer secondFactors(ApiRequest request) {
        request.allowQuery(Set.of());
        String user = existing(request).id();
        var json = Json.object()
                .put("totp", store.secondFactors().isSet(user))
                .put("recovery_codes_left", store.secondFactors().recoveryCodesLeft(user));
        var passkeys = json.putArray("passkeys");
        store.passkeys().list(user).forEach(one -> passkeys.add(PasskeyResource.write(one)));
        return Answer.json(200, json);
    }

    /**
     * All of them: whoever asks for it has lost a device, or does not know who has it. Never one's own, for which one shows a
     * code, so that an open page or a token is not enough to become its user.
     */
    Answer removeSecondFactors(ApiRequest request) {
        User whose = existing(request);
        Grants.refuseOneself(request.caller(), whose, "/api/profile/totp");
        Grants.checkLink(request.caller(), whose);
        String user = whose.id();
        if (!store.secondFactors().removeAll(user)) {
            throw new GatewayException(Kind.NOT_FOUND, "this user has set none");
        }
        LOG.info("management second factors removed user={} by={}", user, request.author());
        return Answer.nothing();
    }

    Answer sessions(ApiRequest request) {
        request.allowQuery(Set.of());
        String own = request.caller().sessionId();
        return Answer.json(
                200,
                Paging.list(
                        store.sessions().list(existing(request).id(), clock.instant()),
                        session -> SessionResource.write(session, own)));
    }

    /** The one that is named, or all but the one that asks. */
    Answer endSessions(ApiRequest request) {
        String user = reached(request);
        String one = named(request, "session");
        if (one == null) {
            int ended = store.sessions().endOthers(user, request.caller().sessionId());
            return Answer.json(200, Json.object().put("ended", ended));
        }
        if (!store.sessions().end(user, one)) {
            throw new GatewayException(Kind.NOT_FOUND, "this user has no such session");
        }
        return Answer.json(200, Json.object().put("ended", 1));
    }

    Answer tokens(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(
                200, Paging.list(store.tokens().madeBy(existing(request).id()), TokenResource::write));
    }

    /** The one that is named, or all. */
    Answer revokeTokens(ApiRequest request) {
        String user = reached(request);
        String one = named(request, "token");
        if (one == null) {
            return Answer.json(200, Json.object().put("revoked", store.tokens().revokeMade(user)));
        }
        if (!store.tokens().revoke(user, one)) {
            throw new GatewayException(Kind.NOT_FOUND, "this user has no such token");
        }
        return Answer.json(200, Json.object().put("revoked", 1));
    }

    private static @Nullable String named(ApiRequest request, String what) {
        request.allowQuery(Set.of(what));
        return Paging.token(request, what);
    }

    private String reached(ApiRequest request) {
        User user = existing(request);
        Grants.checkReach(request.caller(), user);
        return user.id();
    }

    private User existing(ApiRequest request) {
        return store.users()
                .get(request.id())
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such user"));
    }
}
