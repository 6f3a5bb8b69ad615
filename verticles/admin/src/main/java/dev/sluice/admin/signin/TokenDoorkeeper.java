package dev.sluice.admin.signin;

import dev.sluice.admin.http.Doorkeeper;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Role;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Store;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Vault;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Knows callers by their management token. Cookies are not looked at, so there is nothing for a forged request to ride on. */
public final class TokenDoorkeeper implements Doorkeeper {
    /** The role of users who may manage. */
    public static final String ADMINISTRATOR = "admin";

    private final Store store;
    private final Vault vault;
    private final Clock clock;

    public TokenDoorkeeper(Store store, Vault vault, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
    }

    @Override
    public Principal admit(Role needed, @Nullable String bearer) {
        return switch (needed) {
            case ANYONE -> Principal.ANYONE;
            case USER -> user(bearer);
            case ADMIN -> administrator(bearer);
        };
    }

    private Principal administrator(@Nullable String bearer) {
        Principal caller = user(bearer);
        if (!caller.administrator()) {
            throw new GatewayException(Kind.FORBIDDEN, "this needs an administrator");
        }
        return caller;
    }

    private Principal user(@Nullable String bearer) {
        if (bearer == null) {
            throw unknown("a management token is needed: Authorization: Bearer <token>");
        }
        Bytes digest = vault.digestToken(bearer);
        User user = store.tokens()
                .find(digest, Purpose.MANAGEMENT, clock.instant())
                .flatMap(store.users()::get)
                .filter(User::enabled)
                .orElseThrow(() -> unknown("this management token is not known, or has expired"));
        return new Principal(user.id(), digest, user.role().equals(ADMINISTRATOR));
    }

    private static GatewayException unknown(String message) {
        return new GatewayException(
                GatewayError.of(Kind.UNAUTHENTICATED, message).withCode("invalid_management_token"));
    }
}
