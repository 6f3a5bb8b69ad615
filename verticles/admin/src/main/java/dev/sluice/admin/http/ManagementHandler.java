package dev.sluice.admin.http;

import dev.sluice.admin.http.RouteTable.Match;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests: those under {@code /api} by the table of routes, others with the web UI's files.
 *
 * <p>Called on the event loop that the request belongs to. It reads and writes there, and asks the doorkeeper and the
 * handlers on virtual threads, because these wait for the database.
 */
public final class ManagementHandler implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementHandler.class);

    private static final int MOST_DELIVERIES = 4;
    private static final GatewayError TOO_MANY = GatewayError.of(
                    Kind.OVERLOADED, "as many exports run as may; try again")
            .retryAfter(Duration.ofSeconds(10));

    private final RouteTable table;
    private final Doorkeeper doorkeeper;
    private final WebFiles files;
    private final Workers workers;
    private final Bounds bounds;
    private final Runnable announcement;
    /** Long answers at once: each keeps the database busy for as long as its client takes them. */
    private final Semaphore deliveries = new Semaphore(MOST_DELIVERIES);

    /**
     * What bodies may be.
     *
     * @param maxBody bytes, for those who showed a token
     * @param maxAnonymousBody bytes, for everybody else
     */
    public record Bounds(int maxBody, int maxAnonymousBody, Duration bodyTimeout) {}

    /** What requests are answered with. */
    public record Parts(RouteTable table, Doorkeeper doorkeeper, WebFiles files) {}

    /** The {@code announcement} is run on a virtual thread after each change. */
    public ManagementHandler(Parts parts, Workers workers, Bounds bounds, Runnable announcement) {
        this.table = parts.table();
        this.doorkeeper = parts.doorkeeper();
        this.files = parts.files();
        this.workers = workers;
        this.bounds = bounds;
        this.announcement = announcement;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause();
        Context context = Objects.requireNonNull(Vertx.currentContext());
        var reader = new BodyReader(context.owner(), request, bounds.bodyTimeout());
        String requestId = Responder.requestId(request);
        answer(request, context, reader)
                .recover(failure -> reader.drain().map(Answer.error(explain(failure, requestId), requestId)))
                .onSuccess(answer -> write(request, context, answer, requestId));
    }

    private void write(HttpServerRequest request, Context context, Answer answer, String requestId) {
        Pieces rest = answer.rest();
        if (rest == null) {
            Responder.write(request, answer, requestId);
        } else if (!deliveries.tryAcquire()) {
            Responder.error(request, TOO_MANY, requestId);
        } else if (Responder.writeHead(request, answer, requestId)) {
            new Delivery(request.response(), context, workers, rest)
                    .begin(answer.body())
                    .onComplete(over -> deliveries.release());
        } else {
            deliveries.release();
        }
    }

    private Future<Answer> answer(HttpServerRequest request, Context context, BodyReader reader) {
        String path = request.path() == null ? "" : request.path();
        if (!path.equals("/api") && !path.startsWith("/api/")) {
            return reader.drain()
                    .map(nothing -> files.answer(
                            request.method(),
                            path,
                            request.getHeader("if-none-match"),
                            request.getHeader("accept-encoding")));
        }
        return switch (table.find(request.method(), path)) {
            case Match.Found found -> run(request, context, reader, found);
            case Match.OtherMethods other ->
                reader.drain()
                        .map(nothing -> Answer.error(
                                        GatewayError.of(Kind.METHOD_NOT_ALLOWED, "this path does not know that method"),
                                        Responder.requestId(request))
                                .with("allow", String.join(", ", other.methods())));
            case Match.Nothing ignored ->
                Future.failedFuture(new GatewayException(Kind.NOT_FOUND, "there is no such path"));
        };
    }

    private Future<Answer> run(HttpServerRequest request, Context context, BodyReader reader, Match.Found found) {
        Route route = found.route();
        String bearer = bearer(request);
        String remoteAddress =
                Objects.requireNonNullElse(request.remoteAddress().hostAddress(), "local");
        int limit = route.role() == Role.ANYONE ? bounds.maxAnonymousBody() : bounds.maxBody();
        return workers.run(context, () -> doorkeeper.admit(route.role(), bearer))
                .compose(caller -> reader.read(limit).compose(body -> {
                    checkContentType(request, body);
                    var whole = new ApiRequest(caller, found.path(), query(request), body, remoteAddress);
                    return workers.run(context, () -> handle(route, whole));
                }));
    }

    /** Whatever may have moved money or changed something leaves a line, also where no other node needs to hear of it. */
    private Answer handle(Route route, ApiRequest request) {
        Answer answer = route.handling().handle(request);
        if (!route.method().equals(HttpMethod.GET)) {
            LOG.info(
                    "management method={} route={} id={} user={} status={}",
                    route.method(),
                    route.path(),
                    request.id(),
                    request.caller().userId(),
                    answer.status());
        }
        if (route.changes()) {
            announcement.run();
        }
        return answer;
    }

    private static @Nullable String bearer(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("authorization");
        if (headers.size() != 1) {
            return null;
        }
        String header = headers.getFirst();
        boolean named = header.toLowerCase(Locale.ROOT).startsWith("bearer ");
        String token = named ? header.substring("bearer ".length()).strip() : "";
        return token.isEmpty() || token.length() > 512 ? null : token;
    }

    /** A page of another origin can send text, but not JSON, without asking first. */
    private static void checkContentType(HttpServerRequest request, Bytes body) {
        String type = request.getHeader("content-type");
        if (!body.isEmpty() && (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json"))) {
            throw new GatewayException(Kind.UNSUPPORTED_MEDIA, "a body must be application/json");
        }
    }

    private static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> query = new HashMap<>();
        try {
            request.params().forEach((name, value) -> {
                if (query.put(name, value) != null) {
                    throw new GatewayException(GatewayError.of(Kind.MALFORMED, "query parameter given twice: " + name)
                            .at(name));
                }
            });
        } catch (IllegalArgumentException e) {
            throw new GatewayException(Kind.MALFORMED, "the query string is not well-formed");
        }
        return query;
    }

    private static GatewayError explain(Throwable failure, String requestId) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case GatewayException expected -> expected.error();
            case StoreConflict conflict ->
                GatewayError.of(
                        Kind.CONFLICT, Objects.requireNonNullElse(conflict.getMessage(), "it is there already"));
            case StoreUnavailable away -> {
                LOG.warn("management request={} store away: {}", requestId, away.getMessage());
                yield GatewayError.of(Kind.OVERLOADED, "the database is not available")
                        .retryAfter(Duration.ofSeconds(5));
            }
            default -> {
                LOG.error("management request={} failed", requestId, cause);
                yield GatewayError.of(Kind.BUG, "something went wrong here");
            }
        };
    }
}
