package dev.sluice.ingress;

import dev.sluice.model.call.Credential;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** What all ingress instances of a node share. Thread safe. */
public final class Ingress {
    private final IngressSettings settings;
    private final Function<String, Credential> credentials;
    private final Handler<HttpServerRequest> management;
    private final CallIds callIds;
    private final Budget bodies;
    private final Budget connections;
    private final IngressMetrics metrics;

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
        this.settings = settings;
        this.credentials = credentials;
        this.management = management;
        this.callIds = new CallIds(nodeId);
        this.bodies = new Budget(settings.maxBodiesInFlight());
        this.connections = new Budget(settings.maxConnections());
        this.metrics = new IngressMetrics(registry, bodies, connections);
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

    IngressMetrics metrics() {
        return metrics;
    }
}
