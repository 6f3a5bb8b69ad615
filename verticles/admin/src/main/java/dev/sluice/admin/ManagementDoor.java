package dev.sluice.admin;

import dev.sluice.admin.http.Responder;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where ingress hands over requests for {@code /api} and for the web UI. One for each node: the launcher makes it, and
 * gives it to ingress and to {@link AdminVerticle}, which stands behind it while it is deployed. Secrets in management
 * requests therefore never travel on the bus.
 *
 * <p>Hand a request over on its own context, before its body is read.
 */
public final class ManagementDoor implements Handler<HttpServerRequest> {
    private final AtomicReference<@Nullable Handler<HttpServerRequest>> behind = new AtomicReference<>();

    @Override
    public void handle(HttpServerRequest request) {
        Handler<HttpServerRequest> handler = behind.get();
        if (handler != null) {
            handler.handle(request);
            return;
        }
        GatewayError error = GatewayError.of(Kind.OVERLOADED, "management is not served by this node")
                .retryAfter(Duration.ofSeconds(5));
        Responder.error(request, error, Responder.requestId(request));
    }

    void open(Handler<HttpServerRequest> handler) {
        behind.set(handler);
    }

    /** Closes the door, unless another instance stands behind it by now. */
    void close(Handler<HttpServerRequest> handler) {
        behind.compareAndSet(handler, null);
    }
}
