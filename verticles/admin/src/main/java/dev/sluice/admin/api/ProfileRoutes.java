package dev.sluice.admin.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import java.util.List;

/** The part of the table that is about how people sign in: for themselves, and for administrators who help them. */
final class ProfileRoutes {
    private final ProfileResource profile;
    private final TotpResource totp;
    private final PasskeyResource passkeys;
    private final SessionResource sessions;
    private final TokenResource tokens;
    private final UserAccessResource others;

    ProfileRoutes(ManagementRoutes.Ground ground, ManagementRoutes.Signing signing, Entrance entrance) {
        profile = new ProfileResource(ground, signing);
        totp = new TotpResource(ground, entrance);
        passkeys = new PasskeyResource(ground, signing, entrance);
        sessions = new SessionResource(ground.store().sessions(), ground.clock());
        tokens = new TokenResource(ground.store().tokens(), ground.vault(), ground.clock());
        others = new UserAccessResource(ground.store(), ground.clock());
    }

    List<Route> routes() {
        return List.of(
                Route.self(GET, "/api/profile", profile::get),
                Route.self(POST, "/api/profile/password", profile::setPassword),
                Route.self(POST, "/api/profile/totp", totp::propose),
                Route.self(POST, "/api/profile/totp/confirm", totp::confirm),
                Route.selfWithProof("/api/profile/totp", totp::remove),
                Route.self(GET, "/api/profile/passkeys", passkeys::list),
                Route.self(POST, "/api/profile/passkeys", passkeys::create),
                Route.self(POST, "/api/profile/passkeys/options", passkeys::options),
                Route.self(DELETE, "/api/profile/passkeys/{id}", passkeys::delete),
                new Route(POST, "/api/session/passkey/options", Access.ANYONE, false, passkeys::signInOptions),
                new Route(POST, "/api/session/passkey", Access.ANYONE, false, passkeys::signIn),
                Route.self(GET, "/api/sessions", sessions::list),
                Route.self(DELETE, "/api/sessions", sessions::endOthers),
                Route.self(DELETE, "/api/sessions/{id}", sessions::end),
                Route.self(GET, "/api/tokens", tokens::list),
                Route.self(POST, "/api/tokens", tokens::create),
                Route.self(DELETE, "/api/tokens/{id}", tokens::revoke),
                Route.reads("/api/users/{id}/second-factors", others::secondFactors),
                Route.takes("/api/users/{id}/second-factors", others::removeSecondFactors),
                Route.reads("/api/users/{id}/sessions", others::sessions),
                Route.takes("/api/users/{id}/sessions", others::endSessions),
                Route.reads("/api/users/{id}/tokens", others::tokens),
                Route.takes("/api/users/{id}/tokens", others::revokeTokens));
    }
}
