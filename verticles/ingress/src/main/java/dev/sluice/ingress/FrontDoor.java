package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Asked;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.dialects.Dialects;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request of one event loop: through the gate, to the right dialect, as a whole {@link Call}. */
final class FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final Bytes HEALTHY = Bytes.utf8("{\"status\":\"ok\"}");
    private static final String MODELS = "/v1/models";

    private final Ingress ingress;
    private final Bus bus;
    private final Watch watch;
    private final CredentialReader credentials;
    private final DialectCodec openAi = Dialects.codec(Dialect.OPENAI);

    FrontDoor(Ingress ingress, Bus bus, Watch watch) {
        this.ingress = ingress;
        this.bus = bus;
        this.watch = watch;
        this.credentials = new CredentialReader(ingress.credentials());
    }

    void handle(HttpServerRequest request) {
        Optional<GatewayError> refusal = Gate.refusal(request);
        if (refusal.isPresent()) {
            reply(request).failAndClose(refusal.get());
            return;
        }
        String path = pathOf(request);
        switch (path) {
            case "/v1/chat/completions" -> post(request, Operation.CHAT);
            case "/v1/completions" -> post(request, Operation.COMPLETION);
            case "/health" -> health(request);
            default -> {
                if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
                    models(request, path);
                } else if (path.startsWith("/v1/")) {
                    unknown(request);
                } else {
                    manage(request);
                }
            }
        }
    }

    /** What the decoder could not read at all. */
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
        reply(request).failAndClose(error);
    }

    private void manage(HttpServerRequest request) {
        // Management answers within the idle time; a stream there would be cut, and there is none.
        watch.requestEnded(request.connection());
        ingress.management().handle(request);
    }

    private void health(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            fail(request, notAllowed("GET"));
            return;
        }
        reply(request).endJson(200, Map.of(), HEALTHY);
    }

    private void unknown(HttpServerRequest request) {
        fail(
                request,
                GatewayError.of(
                        Kind.NOT_FOUND,
                        "Unknown URL (%s %s).".formatted(request.method(), Printable.of(pathOf(request)))));
    }

    private void models(HttpServerRequest request, String path) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            fail(request, notAllowed("GET"));
            return;
        }
        Credential credential;
        try {
            credential = credentials.read(request);
        } catch (GatewayException refused) {
            fail(request, refused.error());
            return;
        }
        watch.requestBegan(request.connection());
        Reply reply = reply(request);
        Models models = new Models(bus, openAi);
        Future<Bytes> answer = path.equals(MODELS) || path.equals(MODELS + "/")
                ? models.list(credential, address(request))
                : models.one(credential, address(request), path.substring(MODELS.length() + 1));
        answer.onComplete(body -> reply.endJson(200, Map.of(), body), cause -> reply.fail(Failures.explain(cause)));
    }

    private void post(HttpServerRequest request, Operation operation) {
        if (!request.method().equals(HttpMethod.POST)) {
            fail(request, notAllowed("POST"));
            return;
        }
        try {
            Credential credential = credentials.read(request);
            long announced = BodyReader.announced(request);
            BodyReader.checkAnnounced(ingress, announced);
            watch.requestBegan(request.connection());
            if (announced < 0 || announced > ingress.settings().identifyAbove()) {
                identifyThenRead(request, operation, credential);
            } else {
                read(request, operation, credential);
            }
        } catch (GatewayException refused) {
            fail(request, refused.error());
        }
    }

    private void identifyThenRead(HttpServerRequest request, Operation operation, Credential credential) {
        request.pause();
        bus.ask(Addresses.IDENTIFY, new Identification(credential, address(request)))
                .onComplete(
                        identity -> {
                            switch (identity) {
                                case Identity.Known ignored -> {
                                    read(request, operation, credential);
                                    request.resume();
                                }
                                case Identity.Unknown unknown -> fail(request, unknown.error());
                            }
                        },
                        cause -> fail(request, Failures.explain(cause)));
    }

    private void read(HttpServerRequest request, Operation operation, Credential credential) {
        long arrivedNanos = System.nanoTime();
        BodyReader.read(ingress, watch, request)
                .onComplete(
                        body -> begin(request, operation, credential, body, arrivedNanos),
                        cause -> fail(request, Failures.explain(cause)));
    }

    private void begin(
            HttpServerRequest request, Operation operation, Credential credential, Bytes body, long arrivedNanos) {
        CallId id = ingress.callIds().next();
        String requestId = RequestIds.of(request, id);
        Reply reply = new Reply(request, openAi, watch, requestId);
        if (reply.isOver()) {
            // It left while its key was looked up; what it had sent by then was still there to be read.
            ingress.bodies().giveBack(body.length());
            return;
        }
        Outline outline;
        try {
            outline = openAi.readRequest(
                    Asked.of(operation), body, ingress.settings().json());
        } catch (GatewayException malformed) {
            ingress.bodies().giveBack(body.length());
            reply.fail(malformed.error());
            return;
        }
        Call call = new Call(id, requestId, Dialect.OPENAI, operation, outline, body);
        new Exchange(ingress, bus, watch, reply, call, arrivedNanos).begin(credential, address(request));
    }

    /** Refuses a request whose body may still be coming: it is not read, so the connection cannot be used again. */
    private void fail(HttpServerRequest request, GatewayError error) {
        LOG.debug("refused before admission: {}", error.code());
        if (request.isEnded() || BodyReader.announced(request) == 0) {
            reply(request).fail(error);
        } else {
            reply(request).failAndClose(error);
        }
    }

    private Reply reply(HttpServerRequest request) {
        return new Reply(
                request, openAi, watch, RequestIds.of(request, ingress.callIds().next()));
    }

    private static GatewayError notAllowed(String method) {
        return GatewayError.of(Kind.METHOD_NOT_ALLOWED, "Only " + method + " is allowed here.");
    }

    /** The path as it came: not decoded, so that what is routed is what was authorised. */
    private static String pathOf(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "/" : path;
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
