package dev.sluice.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * The second listener, for those who run the node: metrics, liveness, readiness. Ready means that this node can serve;
 * the state of what it depends on is told apart, so that one outage does not take every node out.
 */
final class OperationsServer {
    private static final int IDLE_SECONDS = 30;

    private final HttpServer server;
    private final PrometheusMeterRegistry metrics;
    private final Readiness readiness;

    OperationsServer(Vertx vertx, PrometheusMeterRegistry metrics, Readiness readiness) {
        this.metrics = metrics;
        this.readiness = readiness;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .requestHandler(this::handle);
    }

    /** The port that it listens on. */
    Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    private void handle(HttpServerRequest request) {
        String path = request.path();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            answer(request, 405, "only GET\n");
        } else if ("/metrics".equals(path)) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            request.response().end(metrics.scrape());
        } else if ("/health/live".equals(path)) {
            answer(request, 200, "live\n");
        } else if ("/health/ready".equals(path)) {
            String objection = readiness.objection();
            boolean can = objection.isEmpty();
            answer(request, can ? 200 : 503, can ? "ready\n" : "not ready: " + objection + "\n");
        } else if ("/health/dependencies".equals(path)) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            request.response().end(readiness.dependencies().toString());
        } else {
            answer(request, 404, "unknown path\n");
        }
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }

    Future<Void> close() {
        return server.close();
    }
}
