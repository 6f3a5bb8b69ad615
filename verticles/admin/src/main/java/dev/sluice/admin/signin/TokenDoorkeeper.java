package dev.sluice.admin.signin;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Admission;
import dev.sluice.admin.http.Doorkeeper;
import dev.sluice.admin.http.Presented;
import dev.sluice.admin.http.Presented.SessionCookies;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.http.Scopes;
import dev.sluice.admin.signin.BrowserSessions.Known;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Sessions.Session;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Tokens.Holder;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by a management token, by the access token of a session, or by a session's cookies, which are not looked at
 * where a token is shown. What cookies alone could be made to change needs the session's own page.
 */
public final class TokenDoorkeeper implements Doorkeeper {
    private static final GatewayError FORGED = GatewayError.of(
                    Kind.FORBIDDEN, "cookies change something only with the session's X-CSRF-Token, and from here")
            .withCode("csrf_token_wrong");
    private static final GatewayError AWAY =
            GatewayError.of(Kind.OVERLOADED, "the database is not available").retryAfter(Duration.ofSeconds(5));
    private static final Logger LOG = LoggerFactory.getLogger(TokenDoorkeeper.class);

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    private final BrowserSessions sessions;

    public TokenDoorkeeper(Store store, Vault vault, Clock clock, BrowserSessions sessions) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
        this.sessions = sessions;
    }

    @Override
    public Admission admit(Route route, Presented presented) {
        if (route.access() == Access.ANYONE) {
            return new Admission(Principal.ANYONE);
        }
        String bearer = presented.bearer();
        Admission admission =
                bearer == null ? byCookies(route, presented.cookies()) : new Admission(byBearer(route, bearer));
        if (admission.refusal() != null) {
            return admission;
        }
        boolean mayPass = route.access().allows(admission.caller().role(), route.writes());
        return mayPass ? admission : admission.refusing(GatewayError.of(Kind.FORBIDDEN, forbidden(route)));
    }

    private static String forbidden(Route route) {
        return switch (route.access()) {
            case ANYONE, SELF, OWN -> "auditors may look at everything and change nothing";
            case PLATFORM ->
                route.writes() ? "this needs an administrator" : "this needs an administrator or an auditor";
            case ROOT -> "this needs the root administrator";
        };
    }

    /** An operator's token may look like anything, an access token too. */
    private Principal byBearer(Route route, String bearer) {
        Bytes digest = vault.digestToken(bearer);
        Optional<Holder> holder = store.tokens().holder(digest, clock.instant());
        if (holder.isPresent()) {
            return byToken(route, digest, holder.get());
        }
        return sessions.find(bearer)
                .map(session -> principal(session.userId(), new Means.Session(session.id())))
                .orElseThrow(() -> unknown("this token is not known, or has expired"));
    }

    private Principal byToken(Route route, Bytes digest, Holder holder) {
        List<String> words = holder.scopes();
        Scopes scopes = words == null ? null : new Scopes(words);
        if (scopes != null && !scopes.allows(route)) {
            String lacking = route.area() + (route.writes() ? ":write" : ":read");
            throw new GatewayException(
                    GatewayError.of(Kind.FORBIDDEN, "this token may not do that; it lacks " + lacking)
                            .withCode("insufficient_scope"));
        }
        return principal(holder.userId(), new Means.Token(digest, scopes, holder.expiresAt()));
    }

    private Admission byCookies(Route route, SessionCookies shown) {
        Known known = sessions.find(shown)
                .orElseThrow(() -> unknown("a management token is needed: Authorization: Bearer <token>"));
        Session session = known.session();
        Principal caller;
        try {
            caller = principal(session.userId(), new Means.Session(session.id()));
        } catch (StoreUnavailable away) {
            // The refresh token may have been turned a moment ago; whoever does not hear of it shows a used one next.
            LOG.warn("management store away: {}", away.getMessage());
            return new Admission(Principal.ANYONE, known.cookies(), AWAY);
        }
        Admission admission = new Admission(caller, known.cookies(), null);
        boolean meant = !route.writes() || (shown.sameOrigin() && sessions.isOwnPage(session, shown.csrf()));
        return meant ? admission : admission.refusing(FORGED);
    }

    private Principal principal(String userId, Means means) {
        User user = store.users()
                .get(userId)
                .filter(User::enabled)
                .orElseThrow(() -> unknown("this token is not known, or has expired"));
        return new Principal(user.id(), Role.of(user.role()).orElse(Role.USER), means);
    }

    private static GatewayException unknown(String message) {
        return new GatewayException(
                GatewayError.of(Kind.UNAUTHENTICATED, message).withCode("invalid_management_token"));
    }
}
