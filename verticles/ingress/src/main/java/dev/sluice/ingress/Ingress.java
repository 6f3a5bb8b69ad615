package dev.sluice.ingress;

import dev.sluice.ingress.load.HeapAfterCollection;
import dev.sluice.ingress.load.Level;
import dev.sluice.ingress.load.Overload;
import dev.sluice.ingress.load.ProcessorUse;
import dev.sluice.ingress.names.ModelNames;
import dev.sluice.ingress.names.ModelNames.Resolved;
import dev.sluice.model.call.Credential;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.dialects.Dialects;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** What all ingress instances of a node share. Thread safe. */
public final class Ingress {
    private final IngressSettings settings;
    private final Function<String, Credential> credentials;
    private final Handler<HttpServerRequest> management;
    private final Languages languages;
    private final CallIds callIds;
    private final Budget bodies;
    private final Budget connections;
    private final AddressBook addresses;
    private final IngressMetrics metrics;
    private final Overload overload;
    private final Traces traces;
    private final Shadows shadows;
    private final Hedging hedging = new Hedging();
    private final RouteFinder routes = new RouteFinder();
    private volatile boolean draining;

    /**
     * Made once per node.
     *
     * @param nodeId goes into call ids
     * @param credentials turns an API key into its digest, the only form in which it travels
     * @param management takes every request that is not for an API dialect: the management API and the web UI
     */
    public Ingress(
            String nodeId,
            IngressSettings settings,
            Function<String, Credential> credentials,
            Handler<HttpServerRequest> management,
            MeterRegistry registry) {
        this(nodeId, settings, credentials, management, registry, Languages.ALL);
    }

    /** With what is understood at the doors, where that is not everything or not plainly. */
    public Ingress(
            String nodeId,
            IngressSettings settings,
            Function<String, Credential> credentials,
            Handler<HttpServerRequest> management,
            MeterRegistry registry,
            Languages languages) {
        this.languages = languages;
        this.settings = settings;
        this.credentials = credentials;
        this.management = management;
        this.callIds = new CallIds(nodeId);
        this.traces = new Traces(nodeId, settings.explain());
        this.shadows = new Shadows(settings.shadow());
        this.bodies = new Budget(settings.maxBodiesInFlight());
        this.connections = new Budget(settings.maxConnections());
        int perAddress = settings.maxConnectionsPerAddress();
        this.addresses = new AddressBook(perAddress < settings.maxConnections() ? perAddress : 0);
        this.overload =
                new Overload(settings.overload(), new HeapAfterCollection(), new ProcessorUse(), System::nanoTime);
        this.metrics = new IngressMetrics(registry, bodies, connections);
        this.metrics.watch(overload);
        this.metrics.watch(shadows);
    }

    IngressSettings settings() {
        return settings;
    }

    Function<String, Credential> credentials() {
        return credentials;
    }

    Handler<HttpServerRequest> management() {
        return management;
    }

    DialectCodec codec(Dialect dialect) {
        return languages.codecs().apply(dialect);
    }

    Resolved resolve(String model) {
        return languages.names().apply(model);
    }

    Hedging hedging() {
        return hedging;
    }

    /** Copies of calls that are under way. */
    Shadows shadows() {
        return shadows;
    }

    RouteFinder routes() {
        return routes;
    }

    CallIds callIds() {
        return callIds;
    }

    /** Bytes of request bodies held at once. */
    Budget bodies() {
        return bodies;
    }

    Budget connections() {
        return connections;
    }

    /** Who has how many of the connections. */
    AddressBook addresses() {
        return addresses;
    }

    IngressMetrics metrics() {
        return metrics;
    }

    /** How the newest calls of this node went. */
    public Traces traces() {
        return traces;
    }

    /** How much this node has to do, and what it sheds of it. */
    public Overload overload() {
        return overload;
    }

    /** Begins the end: calls are still taken, and each connection is closed after its answer, so that callers go elsewhere. */
    public void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether connections are closed after their answers. */
    boolean isLettingGo() {
        return draining || overload.level().isAtLeast(Level.NO_RETRIES);
    }

    /** Whether calls may be copied: as soon as there is much to do, they are not. */
    boolean mayCopy() {
        return !draining && !overload.level().isAtLeast(Level.NO_BACKGROUND);
    }

    /** Whether a call that failed may be tried again elsewhere. */
    boolean mayRetry() {
        return !overload.level().isAtLeast(Level.NO_RETRIES);
    }

    /**
     * What is understood at the doors.
     *
     * @param codecs of the dialects that clients speak
     * @param names what a model's name means: the model behind an alias, and what a suffix asks for
     */
    public record Languages(Function<Dialect, DialectCodec> codecs, Function<String, Resolved> names) {
        /** Every dialect, and names that mean themselves. */
        public static final Languages ALL = named(ModelNames.NONE);

        /** Every dialect, and names as these say. */
        public static Languages named(ModelNames names) {
            return new Languages(Dialects::codec, names::resolve);
        }
    }
}
