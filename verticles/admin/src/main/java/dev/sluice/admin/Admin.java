package dev.sluice.admin;

import dev.sluice.admin.api.LimitReader;
import dev.sluice.admin.api.ManagementRoutes;
import dev.sluice.admin.api.RollCall;
import dev.sluice.admin.api.Setting;
import dev.sluice.admin.api.Turns;
import dev.sluice.admin.api.UpstreamDesk;
import dev.sluice.admin.api.Witnesses;
import dev.sluice.admin.http.ManagementHandler;
import dev.sluice.admin.http.Preconditions;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Repetitions;
import dev.sluice.admin.http.RouteTable;
import dev.sluice.admin.http.WebFiles;
import dev.sluice.admin.http.Workers;
import dev.sluice.admin.signin.AccessTokens;
import dev.sluice.admin.signin.AttemptLimiter;
import dev.sluice.admin.signin.BrowserSessions;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.admin.signin.TokenDoorkeeper;
import dev.sluice.model.catalog.Provider;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import dev.sluice.store.Versioned.Subject;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What management needs on a node, made once by the launcher: its instances share the counts of attempts, the threads
 * and the web UI's files. Thread safe.
 */
public final class Admin implements AutoCloseable {
    private static final int MAX_ANONYMOUS_BODY = 16 * 1024;

    private final Given given;
    private final AdminSettings settings;
    private final Passwords passwords;
    private final AttemptLimiter attempts;
    private final Turns turns = new Turns();
    private final Workers workers;
    private final WebFiles files;

    /**
     * What management works on.
     *
     * @param providers presets by name
     * @param ready whether this node takes requests, for {@code /api/status}
     * @param settings how the node is configured, to be shown
     */
    public record Given(
            Store store,
            Vault vault,
            Map<String, Provider> providers,
            Clock clock,
            BooleanSupplier ready,
            List<Setting> settings) {
        public Given {
            settings = List.copyOf(settings);
        }
    }

    /** Takes the web UI's files from the class path, too; blocks for that. */
    public Admin(Given given, AdminSettings settings) {
        this.given = given;
        this.settings = settings;
        passwords = new Passwords(given.store().users());
        attempts = new AttemptLimiter(given.clock());
        workers = new Workers(settings.maxConcurrent());
        files = WebFiles.load(Admin.class.getClassLoader());
    }

    Store store() {
        return given.store();
    }

    /**
     * Where an instance answers.
     *
     * @param nodeId the node's name
     */
    record Place(
            Vertx vertx,
            String nodeId,
            RollCall rollCall,
            UpstreamDesk upstreams,
            Witnesses witnesses,
            LimitReader limits) {}

    /** Every route, as it answers there. */
    RouteTable routes(Place place) {
        return routes(sessions(place.vertx()), place);
    }

    private RouteTable routes(BrowserSessions sessions, Place place) {
        return new ManagementRoutes(
                        new ManagementRoutes.Ground(
                                given.store(),
                                given.vault(),
                                given.providers(),
                                given.clock(),
                                turns,
                                settings.keysPerUser()),
                        new ManagementRoutes.Signing(passwords, attempts, sessions, settings.site()),
                        new ManagementRoutes.Node(
                                settings.version(),
                                place.nodeId(),
                                given.ready(),
                                place.rollCall(),
                                place.upstreams(),
                                place.witnesses(),
                                place.limits(),
                                given.settings()))
                .table();
    }

    /** Answers requests; {@code announcement} is run after each change, on a virtual thread. */
    ManagementHandler handler(Place place, Runnable announcement) {
        BrowserSessions sessions = sessions(place.vertx());
        var doorkeeper = new TokenDoorkeeper(given.store(), given.vault(), given.clock(), sessions);
        return new ManagementHandler(
                new ManagementHandler.Parts(
                        routes(sessions, place),
                        doorkeeper,
                        files,
                        new Repetitions(given.store().repeats(), given.vault(), given.clock())
                                .then(new Preconditions(given.store().revisions()::version, this::maySee)),
                        settings.proxies()),
                workers,
                new ManagementHandler.Bounds(settings.maxBody(), MAX_ANONYMOUS_BODY, settings.bodyTimeout()),
                announcement);
    }

    /** Users see their own keys; other objects that have versions are for who sees everything. */
    private boolean maySee(Principal caller, Subject subject) {
        return caller.role().seesAll()
                || !subject.kind().equals("key")
                || given.store()
                        .keys()
                        .get(subject.id())
                        .filter(key -> caller.maySee(key.userId()))
                        .isPresent();
    }

    private BrowserSessions sessions(Vertx vertx) {
        return new BrowserSessions(
                given.store().sessions(),
                new AccessTokens(vertx, given.vault().accessTokenKey(), given.clock()),
                new BrowserSessions.Means(given.vault(), given.clock(), settings.sessionLife()));
    }

    /** Ends the threads, after the verticles. */
    @Override
    public void close() {
        workers.close();
        passwords.close();
    }
}
