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
import dev.sluice.admin.signin.Site;
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
import org.jspecify.annotations.Nullable;

/**
 * The one table of routes under {@code /api}: what is not here does not answer. {@code openapi.json} describes the same
 * set.
 */
public final class ManagementRoutes {
    private final KeyResource keys;
    private final ChannelRoutes channels;
    private final UserResource users;
    private final NodeResource node;
    private final SignInResource signIn;
    private final ProfileRoutes profile;
    private final CallRoutes calls;
    private final AccountRoutes accounts;
    private final PriceResource prices;
    private final ModelResource models;
    private final ClusterResource cluster;
    private final RevisionResource revisions;
    private final AuditLogResource auditLog;
    private final RoutingResource routing;
    private final SettingResource settings;
    private final PlaygroundResource playground;

    /**
     * What the resources work on; one of each for a node.
     *
     * @param statements whose statements are being made
     * @param keysPerUser how many keys users may make for themselves
     */
    public record Ground(
            Store store,
            Vault vault,
            Map<String, Provider> providers,
            Clock clock,
            Turns statements,
            int keysPerUser) {}

    /**
     * What signing in needs.
     *
     * @param site where the web UI's pages come from, if the operator has said so
     */
    public record Signing(
            Passwords passwords,
            AttemptLimiter attempts,
            BrowserSessions sessions,
            @Nullable Site site) {

        /** Counts an attempt at an account, or refuses it with 429. */
        void attempt(String account, String address) {
            attempts.tryOnce(account, address).ifPresent(Signing::refuse);
        }

        /** Counts an attempt from an address, whatever it is at, or refuses it with 429. */
        void attemptFrom(String address) {
            attempts.tryFrom(address).ifPresent(Signing::refuse);
        }

        /** As {@link #attemptFrom}, counted apart. */
        void attemptAlone(String what, String address) {
            attempts.tryAlone(what, address).ifPresent(Signing::refuse);
        }

        private static void refuse(Duration wait) {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many attempts; try again later")
                    .retryAfter(wait));
        }
    }

    /** What the node says of itself. */
    public record Node(
            String version,
            String nodeId,
            BooleanSupplier ready,
            RollCall rollCall,
            UpstreamDesk upstreams,
            Witnesses witnesses,
            LimitReader limits,
            List<Setting> settings) {}

    public ManagementRoutes(Ground ground, Signing signing, Node about) {
        Store store = ground.store();
        keys = new KeyResource(store, ground.vault(), ground.clock(), ground.keysPerUser());
        channels = new ChannelRoutes(ground, about.upstreams());
        users = new UserResource(store, ground.vault(), ground.clock());
        node = new NodeResource(store, ground.providers(), about);
        calls = new CallRoutes(ground, about.witnesses());
        accounts = new AccountRoutes(ground, signing.attempts(), about.limits());
        prices = new PriceResource(ground);
        models = new ModelResource(ground, about.upstreams());
        cluster = new ClusterResource(store, about);
        revisions = new RevisionResource(store);
        auditLog = new AuditLogResource(store.auditLog());
        Entrance entrance = new Entrance(ground, signing);
        profile = new ProfileRoutes(ground, signing, entrance);
        routing = new RoutingResource(store);
        settings = new SettingResource(about.settings());
        playground = new PlaygroundResource(store, ground.vault(), ground.clock());
        signIn = new SignInResource(ground, signing, entrance);
    }

    public RouteTable table() {
        List<Route> all = new ArrayList<>(List.of(
                new Route(POST, "/api/setup", Access.ANYONE, false, signIn::setUp),
                new Route(POST, "/api/session", Access.ANYONE, false, signIn::signIn),
                new Route(POST, "/api/sign-up", Access.ANYONE, true, signIn::signUp),
                Route.selfChanges(DELETE, "/api/session", signIn::signOut),
                Route.ownChanges(POST, "/api/playground/key", playground::key),
                new Route(GET, "/api/openapi.json", Access.ANYONE, false, node::openApi),
                Route.reads("/api/status", node::status),
                Route.reads("/api/nodes", cluster::list),
                Route.reads("/api/settings", settings::list),
                Route.reads("/api/revisions", revisions::list),
                Route.reads("/api/revisions/{id}", revisions::get),
                new Route(POST, "/api/revisions/{id}/restore", Access.ROOT, true, revisions::restore),
                Route.reads("/api/audit-log", auditLog::list),
                Route.reads("/api/providers", node::providers),
                Route.own(GET, "/api/keys", keys::list),
                Route.ownChanges(POST, "/api/keys", keys::create),
                Route.own(GET, "/api/keys/terms", keys::terms),
                Route.own(GET, "/api/keys/{id}", keys::get),
                Route.ownChanges(PATCH, "/api/keys/{id}", keys::update),
                Route.ownChanges(POST, "/api/keys/{id}/disable", keys::disable),
                Route.ownChanges(POST, "/api/keys/{id}/rotate", keys::rotate),
                Route.ownChanges(DELETE, "/api/keys/{id}", keys::delete),
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
        all.addAll(channels.routes());
        all.addAll(profile.routes());
        all.addAll(calls.routes());
        all.addAll(accounts.routes());
        all.addAll(List.of(
                Route.own(GET, "/api/models", models::list),
                Route.reads("/api/prices", prices::list),
                Route.changes(POST, "/api/prices", prices::publish),
                Route.reads("/api/prices/versions", prices::versions),
                Route.changes(POST, "/api/prices/import", prices::read),
                new Route(POST, "/api/prices/dry-run", Access.PLATFORM, false, prices::dryRun)));
        return new RouteTable(all);
    }
}
