package dev.sluice.admin.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.http.RouteTable;
import dev.sluice.admin.signin.AttemptLimiter;
import dev.sluice.admin.signin.BrowserSessions;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Provider;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The one table of routes under {@code /api}: what is not here does not answer. {@code openapi.json} describes the same
 * set.
 */
public final class ManagementRoutes {
    private final KeyResource keys;
    private final ChannelResource channels;
    private final UserResource users;
    private final NodeResource node;
    private final SignInResource signIn;
    private final ProfileResource profile;
    private final SessionResource sessions;
    private final TokenResource tokens;
    private final CallRoutes calls;
    private final AccountRoutes accounts;
    private final PriceResource prices;
    private final ClusterResource cluster;
    private final RevisionResource revisions;
    private final AuditLogResource auditLog;
    private final RoutingResource routing;

    /**
     * What the resources work on; one of each for a node.
     *
     * @param statements whose statements are being made
     */
    public record Ground(Store store, Vault vault, Map<String, Provider> providers, Clock clock, Turns statements) {}

    /** What signing in needs. */
    public record Signing(Passwords passwords, AttemptLimiter attempts, BrowserSessions sessions) {

        /** Counts an attempt at an account, or refuses it with 429. */
        void attempt(String account, String address) {
            attempts.tryOnce(account, address).ifPresent(Signing::refuse);
        }

        /** Counts an attempt from an address, whatever it is at, or refuses it with 429. */
        void attemptFrom(String address) {
            attempts.tryFrom(address).ifPresent(Signing::refuse);
        }

        private static void refuse(Duration wait) {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many attempts; try again later")
                    .retryAfter(wait));
        }
    }

    /** What the node says of itself. */
    public record Node(
            String version, String nodeId, BooleanSupplier ready, RollCall rollCall, UpstreamDesk upstreams) {}

    public ManagementRoutes(Ground ground, Signing signing, Node about) {
        Store store = ground.store();
        keys = new KeyResource(store, ground.vault(), ground.clock());
        channels = new ChannelResource(store, new ChannelForm(ground.providers()), about.upstreams());
        users = new UserResource(store, ground.vault(), ground.clock());
        node = new NodeResource(store, ground.providers(), about);
        calls = new CallRoutes(ground);
        accounts = new AccountRoutes(ground, signing.attempts());
        prices = new PriceResource(ground);
        cluster = new ClusterResource(store, about);
        revisions = new RevisionResource(store);
        auditLog = new AuditLogResource(store.auditLog());
        sessions = new SessionResource(store.sessions(), ground.clock());
        tokens = new TokenResource(store.tokens(), ground.vault(), ground.clock());
        profile = new ProfileResource(store, signing);
        routing = new RoutingResource(store);
        signIn = new SignInResource(store, ground.vault(), ground.clock(), signing);
    }

    public RouteTable table() {
        List<Route> all = new ArrayList<>(List.of(
                new Route(POST, "/api/setup", Access.ANYONE, false, signIn::setUp),
                new Route(POST, "/api/session", Access.ANYONE, false, signIn::signIn),
                new Route(POST, "/api/sign-up", Access.ANYONE, true, signIn::signUp),
                Route.self(GET, "/api/profile", profile::get),
                Route.self(POST, "/api/profile/password", profile::setPassword),
                Route.self(GET, "/api/sessions", sessions::list),
                Route.self(DELETE, "/api/sessions", sessions::endOthers),
                Route.self(DELETE, "/api/sessions/{id}", sessions::end),
                Route.self(GET, "/api/tokens", tokens::list),
                Route.self(POST, "/api/tokens", tokens::create),
                Route.self(DELETE, "/api/tokens/{id}", tokens::revoke),
                Route.self(DELETE, "/api/session", signIn::signOut),
                new Route(GET, "/api/openapi.json", Access.ANYONE, false, node::openApi),
                Route.reads("/api/status", node::status),
                Route.reads("/api/nodes", cluster::list),
                Route.reads("/api/revisions", revisions::list),
                Route.reads("/api/revisions/{id}", revisions::get),
                new Route(POST, "/api/revisions/{id}/restore", Access.ROOT, true, revisions::restore),
                Route.reads("/api/audit-log", auditLog::list),
                Route.reads("/api/providers", node::providers),
                Route.reads("/api/keys", keys::list),
                Route.changes(POST, "/api/keys", keys::create),
                Route.reads("/api/keys/{id}", keys::get),
                Route.changes(PATCH, "/api/keys/{id}", keys::update),
                Route.changes(POST, "/api/keys/{id}/disable", keys::disable),
                Route.changes(DELETE, "/api/keys/{id}", keys::delete),
                Route.reads("/api/channels", channels::list),
                Route.changes(POST, "/api/channels", channels::create),
                Route.reads("/api/channels/{id}", channels::get),
                Route.reads("/api/channels/{id}/balance", channels::balance),
                Route.reads("/api/channels/{id}/upstream-models", channels::upstreamModels),
                Route.changes(PATCH, "/api/channels/{id}", channels::update),
                Route.changes(DELETE, "/api/channels/{id}", channels::delete),
                Route.reads("/api/routing-rules", routing::list),
                Route.changes(POST, "/api/routing-rules", routing::create),
                Route.reads("/api/routing-rules/{id}", routing::get),
                Route.changes(PATCH, "/api/routing-rules/{id}", routing::update),
                Route.changes(DELETE, "/api/routing-rules/{id}", routing::delete),
                Route.reads("/api/users", users::list),
                Route.changes(POST, "/api/users", users::create),
                Route.reads("/api/users/{id}", users::get),
                Route.changes(PATCH, "/api/users/{id}", users::update),
                Route.changes(POST, "/api/users/{id}/credit", users::credit),
                new Route(POST, "/api/users/{id}/password-link", Access.PLATFORM, false, users::passwordLink)));
        all.addAll(calls.routes());
        all.addAll(accounts.routes());
        all.addAll(List.of(
                Route.reads("/api/prices", prices::list),
                Route.changes(POST, "/api/prices", prices::publish),
                Route.reads("/api/prices/versions", prices::versions),
                Route.changes(POST, "/api/prices/import", prices::read),
                new Route(POST, "/api/prices/dry-run", Access.PLATFORM, false, prices::dryRun)));
        return new RouteTable(all);
    }
}
