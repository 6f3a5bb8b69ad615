package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.ingress.KeptResponses.Shown;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.chat.Dialect;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request of one event loop: through the gate, to the right door, as a whole {@link Call}. */
final class FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final int SMALL = 64 * 1024;
    private static final Bytes HEALTHY = Bytes.utf8("{\"status\":\"ok\"}");
    private static final Bytes LEAVING = Bytes.utf8("{\"status\":\"draining\"}");

    private final Ingress ingress;
    private final Bus bus;
    private final Watch watch;
    private final CredentialReader credentials;
    private final CallMaker calls;
    private final Conversations conversations;
    private final KeptResponses kept;
    private final Standings standings;
    private final Shedding shedding;

    /** A request that has shown a key and whose body is still to be read. */
    private record Arrival(HttpServerRequest request, Door.Ask door, Bearer bearer) {}

    FrontDoor(Ingress ingress, Bus bus, Watch watch, Worker worker) {
        this.ingress = ingress;
        this.bus = bus;
        this.watch = watch;
        this.credentials =
                new CredentialReader(ingress.credentials(), ingress.overload().tenants());
        this.shedding = new Shedding(ingress);
        this.calls = new CallMaker(ingress);
        this.conversations = new Conversations(ingress, bus, worker);
        this.kept = new KeptResponses(ingress, bus, worker);
        this.standings = new Standings(bus);
    }

    void handle(HttpServerRequest request) {
        Door door = Doors.find(pathOf(request), new Query(request.query()), request.headers()::contains);
        Optional<GatewayError> refusal = Gate.refusal(request);
        if (refusal.isPresent()) {
            reply(request, door.dialect()).failAndClose(refusal.get());
            return;
        }
        switch (door) {
            case Door.Ask ask -> post(request, ask);
            case Door.Models models -> models(request, models);
            case Door.Kept one -> kept(request, one);
            case Door.Standing standing -> standing(request, standing);
            case Door.Nowhere nowhere -> fail(request, nowhere.dialect(), unknown(request));
            case Door.Health health -> health(request, health);
            case Door.Management ignored -> manage(request);
        }
    }

    /** What the decoder could not read at all; its path is lost, so nobody knows which dialect it was. */
    void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        GatewayError error = switch (cause) {
            case TooLongHttpLineException ignored ->
                GatewayError.of(
                                Kind.MALFORMED,
                                "The request line is longer than %d bytes (http.max-uri)."
                                        .formatted(ingress.settings().maxUri()))
                        .withStatus(414);
            case TooLongHttpHeaderException ignored ->
                GatewayError.of(
                        Kind.HEADERS_TOO_LARGE,
                        "The headers are larger than %d bytes (http.max-header)."
                                .formatted(ingress.settings().maxHeader()));
            default -> GatewayError.of(Kind.MALFORMED, "The request is not valid HTTP/1.1.");
        };
        reply(request, Dialect.OPENAI).failAndClose(error);
    }

    private void manage(HttpServerRequest request) {
        // Management answers within the idle time; a stream there would be cut, and there is none.
        watch.requestEnded(request.connection());
        if (ingress.isDraining()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.response().endHandler(ignored -> request.connection().close());
        }
        ingress.management().handle(request);
    }

    private void health(HttpServerRequest request, Door.Health door) {
        if (isToBeRead(request)) {
            boolean leaving = ingress.isDraining();
            reply(request, door.dialect()).endJson(leaving ? 503 : 200, Map.of(), leaving ? LEAVING : HEALTHY);
        } else {
            fail(request, door.dialect(), notAllowed("GET"));
        }
    }

    private void models(HttpServerRequest request, Door.Models door) {
        if (!isToBeRead(request)) {
            fail(request, door.dialect(), notAllowed("GET"));
            return;
        }
        Models models = new Models(bus, ingress.codec(door.dialect()));
        tell(
                request,
                door.dialect(),
                asking -> answer(door.model(), models, asking).map(Shown::small));
    }

    private void kept(HttpServerRequest request, Door.Kept door) {
        boolean isToBeDeleted = request.method().equals(HttpMethod.DELETE) && !door.input();
        if (!isToBeRead(request) && !isToBeDeleted) {
            fail(request, door.dialect(), notAllowed(door.input() ? "GET" : "GET or DELETE"));
        } else if (isToBeDeleted) {
            tell(request, door.dialect(), asking -> kept.delete(asking, door.id()));
        } else if (door.input()) {
            tell(request, door.dialect(), asking -> kept.input(asking, door.id(), new Query(request.query())));
        } else {
            tell(request, door.dialect(), asking -> kept.show(asking, door.id()));
        }
    }

    private void standing(HttpServerRequest request, Door.Standing door) {
        if (!isToBeRead(request)) {
            fail(request, door.dialect(), notAllowed("GET"));
            return;
        }
        Query query = new Query(request.query());
        tell(
                request,
                door.dialect(),
                asking -> standings.tell(asking, door.form(), query).map(Shown::small));
    }

    /** Answers with a document that needs no upstream. */
    private void tell(HttpServerRequest request, Dialect dialect, Function<Identification, Future<Shown>> what) {
        Bearer bearer;
        try {
            bearer = credentials.read(request, dialect);
        } catch (GatewayException refused) {
            fail(request, dialect, refused.error());
            return;
        }
        Optional<GatewayError> refusal = shedding.refusal(request, bearer.tenant());
        if (refusal.isPresent()) {
            fail(request, dialect, refusal.get());
            return;
        }
        watch.requestBegan(request.connection());
        Reply reply = reply(request, dialect);
        what.apply(new Identification(bearer.credential(), address(request)))
                .onComplete(shown -> write(reply, shown), cause -> reply.fail(Failures.explain(cause)));
    }

    private void write(Reply reply, Shown shown) {
        if (reply.isOver()) {
            ingress.bodies().giveBack(shown.held());
        } else {
            reply.endJson(200, Map.of(), shown.body())
                    .onComplete(written -> ingress.bodies().giveBack(shown.held()));
        }
    }

    private static Future<Bytes> answer(@Nullable String model, Models models, Identification asking) {
        return model == null ? models.list(asking) : models.one(asking, model);
    }

    private void post(HttpServerRequest request, Door.Ask door) {
        if (!request.method().equals(HttpMethod.POST)) {
            fail(request, door.dialect(), notAllowed("POST"));
            return;
        }
        try {
            Arrival arrival = new Arrival(request, door, credentials.read(request, door.dialect()));
            long announced = BodyReader.announced(request);
            BodyReader.checkAnnounced(ingress, announced);
            Optional<GatewayError> refusal = shedding.refusal(request, arrival.bearer.tenant());
            if (refusal.isPresent()) {
                turnAway(arrival, announced, refusal.get());
                return;
            }
            watch.requestBegan(request.connection());
            if (announced < 0 || announced > ingress.settings().identifyAbove()) {
                identifyThenRead(arrival);
            } else {
                read(arrival);
            }
        } catch (GatewayException refused) {
            fail(request, door.dialect(), refused.error());
        }
    }

    /**
     * Turns a call away. A little that comes behind its head is thrown away first: a connection that is closed before all
     * has been read may take the refusal with it. More is not waited for.
     */
    private void turnAway(Arrival arrival, long announced, GatewayError error) {
        HttpServerRequest request = arrival.request;
        Dialect dialect = arrival.door.dialect();
        boolean isSmall =
                announced >= 0 && announced <= SMALL && !request.headers().contains(HttpHeaders.EXPECT);
        if (isSmall && !request.isEnded()) {
            request.exceptionHandler(ignored -> {});
            request.endHandler(ignored -> reply(request, dialect).fail(error));
        } else {
            fail(request, dialect, error);
        }
    }

    private void identifyThenRead(Arrival arrival) {
        HttpServerRequest request = arrival.request;
        request.pause();
        bus.ask(Addresses.IDENTIFY, new Identification(arrival.bearer.credential(), address(request)))
                .onComplete(
                        identity -> {
                            arrival.bearer.learn(identity);
                            switch (identity) {
                                case Identity.Known ignored -> {
                                    read(arrival);
                                    request.resume();
                                }
                                case Identity.Unknown unknown -> fail(request, arrival.door.dialect(), unknown.error());
                            }
                        },
                        cause -> fail(request, arrival.door.dialect(), Failures.explain(cause)));
    }

    private void read(Arrival arrival) {
        long arrivedNanos = System.nanoTime();
        BodyReader.read(ingress, watch, arrival.request)
                .onComplete(
                        body -> begin(arrival, body, arrivedNanos),
                        cause -> fail(arrival.request, arrival.door.dialect(), Failures.explain(cause)));
    }

    private void begin(Arrival arrival, Bytes body, long arrivedNanos) {
        HttpServerRequest request = arrival.request;
        CallId id = ingress.callIds().next();
        String requestId = RequestIds.of(request, id);
        Reply reply = new Reply(request, ingress.codec(arrival.door.dialect()), watch, requestId);
        if (reply.isOver()) {
            // It left while its key was looked up; what it had sent by then was still there to be read.
            ingress.bodies().giveBack(body.length());
            return;
        }
        Call call;
        try {
            call = calls.make(arrival.door, request, id, body);
        } catch (GatewayException malformed) {
            ingress.bodies().giveBack(body.length());
            reply.fail(malformed.error());
            return;
        }
        reply.promise(call.outline().framing());
        if (conversations.concern(call)) {
            goOn(arrival, new Accepted(reply, call, arrivedNanos, Parting.AS_IT_IS));
        } else {
            run(arrival, new Accepted(reply, call, arrivedNanos, Parting.AS_IT_IS));
        }
    }

    private void run(Arrival arrival, Accepted accepted) {
        new Exchange(ingress, bus, watch, accepted).begin(arrival.bearer, address(arrival.request));
    }

    /** Lets a call go on from what was said before, and its answer be kept. */
    private void goOn(Arrival arrival, Accepted asked) {
        Call call = asked.call();
        conversations
                .resume(call, new Identification(arrival.bearer.credential(), address(arrival.request)))
                .map(body -> resumed(arrival, call, body))
                .onComplete(
                        resumed -> {
                            if (asked.reply().isOver()) {
                                // It left meanwhile.
                                ingress.bodies().giveBack(resumed.body().length());
                                return;
                            }
                            Parting parting = conversations.parting(call, resumed);
                            run(arrival, new Accepted(asked.reply(), resumed, asked.arrivedNanos(), parting));
                        },
                        cause -> {
                            ingress.bodies().giveBack(call.body().length());
                            asked.reply().fail(Failures.explain(cause));
                        });
    }

    /** The call with the longer body, for which there must be room. */
    private Call resumed(Arrival arrival, Call call, Bytes body) {
        Call resumed = calls.with(body, arrival.door, call);
        if (!ingress.bodies().take((long) body.length() - call.body().length())) {
            throw new GatewayException(BodyReader.tooManyBytes());
        }
        return resumed;
    }

    /** Refuses a request whose body may still be coming: it is not read, so the connection cannot be used again. */
    private void fail(HttpServerRequest request, Dialect dialect, GatewayError error) {
        LOG.debug("refused before admission: {}", error.code());
        if (request.isEnded() || BodyReader.announced(request) == 0) {
            reply(request, dialect).fail(error);
        } else {
            reply(request, dialect).failAndClose(error);
        }
    }

    private Reply reply(HttpServerRequest request, Dialect dialect) {
        String requestId = RequestIds.of(request, ingress.callIds().next());
        return new Reply(request, ingress.codec(dialect), watch, requestId);
    }

    private static GatewayError unknown(HttpServerRequest request) {
        String message = "Unknown URL (%s %s).".formatted(request.method(), Printable.of(pathOf(request)));
        return GatewayError.of(Kind.NOT_FOUND, message);
    }

    private static boolean isToBeRead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static GatewayError notAllowed(String method) {
        return GatewayError.of(Kind.METHOD_NOT_ALLOWED, "Only " + method + " is allowed here.");
    }

    private static String pathOf(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "/" : path;
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
