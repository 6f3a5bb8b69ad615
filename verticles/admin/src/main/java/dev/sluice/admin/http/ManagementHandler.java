package dev.sluice.admin.http;

import dev.sluice.admin.http.ApiRequest.Envelope;
import dev.sluice.admin.http.RouteTable.Match;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Act;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
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
    private static final int LONGEST_AGENT = 255;
    private static final GatewayError TOO_MANY = GatewayError.of(
                    Kind.OVERLOADED, "as many exports run as may; try again")
            .retryAfter(Duration.ofSeconds(10));

    private final RouteTable table;
    private final Doorkeeper doorkeeper;
    private final WebFiles files;
    private final Guard guard;
    private final TrustedProxies proxies;
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
    public record Parts(RouteTable table, Doorkeeper doorkeeper, WebFiles files, Guard guard, TrustedProxies proxies) {

        /** Where everybody comes by themselves. */
        public Parts(RouteTable table, Doorkeeper doorkeeper, WebFiles files, Guard guard) {
            this(table, doorkeeper, files, guard, TrustedProxies.NONE);
        }
    }

    /** The {@code announcement} is run on a virtual thread after each change. */
    public ManagementHandler(Parts parts, Workers workers, Bounds bounds, Runnable announcement) {
        this.table = parts.table();
        this.doorkeeper = parts.doorkeeper();
        this.files = parts.files();
        this.guard = parts.guard();
        this.proxies = parts.proxies();
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
        answer(new Exchange(request, context, reader, requestId))
                .recover(failure -> reader.drain().map(Answer.error(explain(failure, requestId), requestId)))
                .onSuccess(answer -> write(request, context, answer, requestId));
    }

    private void write(HttpServerRequest request, Context context, Answer answer, String requestId) {
        Pieces rest = answer.rest();
        if (rest == null) {
            Responder.write(request, answer, requestId);
        } else if (!deliveries.tryAcquire()) {
            // What was turned meanwhile is turned: without its cookies the next request would end the session.
            Responder.write(request, Answer.error(TOO_MANY, requestId).setting(answer.cookies()), requestId);
        } else if (Responder.writeHead(request, answer, requestId)) {
            new Delivery(request.response(), context, workers, rest)
                    .begin(answer.body())
                    .onComplete(over -> deliveries.release());
        } else {
            deliveries.release();
        }
    }

    /** One request on its way through. */
    private record Exchange(HttpServerRequest request, Context context, BodyReader reader, String requestId) {}

    private Future<Answer> answer(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        BodyReader reader = exchange.reader();
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
            case Match.Found found -> run(exchange, found);
            case Match.OtherMethods other ->
                reader.drain()
                        .map(nothing -> Answer.error(
                                        GatewayError.of(Kind.METHOD_NOT_ALLOWED, "this path does not know that method"),
                                        exchange.requestId())
                                .with("allow", String.join(", ", other.methods())));
            case Match.Nothing ignored ->
                Future.failedFuture(new GatewayException(Kind.NOT_FOUND, "there is no such path"));
        };
    }

    private Future<Answer> run(Exchange exchange, Match.Found found) {
        HttpServerRequest request = exchange.request();
        Context context = exchange.context();
        BodyReader reader = exchange.reader();
        Route route = found.route();
        Presented presented = Presented.of(request);
        Envelope envelope = new Envelope(
                client(request),
                exchange.requestId(),
                agent(request),
                presented.cookies().secure(),
                Objects.toString(request.authority(), ""),
                new ApiRequest.Conditions(request.getHeader("if-match"), request.getHeader("idempotency-key")));
        int limit = route.access() == Access.ANYONE ? bounds.maxAnonymousBody() : bounds.maxBody();
        return workers.run(context, () -> doorkeeper.admit(route, presented))
                .compose(admission -> letIn(admission)
                        .compose(known -> reader.read(limit))
                        .compose(body -> {
                            checkContentType(request, body);
                            var whole =
                                    new ApiRequest(admission.caller(), found.path(), query(request), body, envelope);
                            return workers.run(context, () -> handle(route, whole));
                        })
                        .recover(failure -> reader.drain()
                                .map(Answer.error(explain(failure, exchange.requestId()), exchange.requestId())))
                        .map(answer -> answer.setting(admission.cookies())));
    }

    private String client(HttpServerRequest request) {
        String peer = Objects.requireNonNullElse(request.remoteAddress().hostAddress(), "local");
        return proxies.client(peer, request.headers().getAll("x-forwarded-for"));
    }

    private static Future<Admission> letIn(Admission admission) {
        GatewayError refusal = admission.refusal();
        return refusal == null ? Future.succeededFuture(admission) : Future.failedFuture(new GatewayException(refusal));
    }

    private static String agent(HttpServerRequest request) {
        String agent = Objects.requireNonNullElse(request.getHeader("user-agent"), "");
        return agent.substring(0, Math.min(agent.length(), LONGEST_AGENT));
    }

    /** Whatever may have moved money or changed something leaves a line, also where no other node needs to hear of it. */
    private Answer handle(Route route, ApiRequest request) {
        Answer answer = guard.handle(
                route,
                request,
                () -> route.writes()
                        ? act(route, request).during(() -> route.handling().handle(request))
                        : route.handling().handle(request));
        if (route.writes()) {
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

    private static Act act(Route route, ApiRequest request) {
        Envelope envelope = request.envelope();
        return new Act(
                request.author(),
                envelope.remoteAddress(),
                envelope.requestId(),
                route.name(),
                request.id(),
                Given.of(request.body()));
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
