package dev.sluice.ingress;

import dev.sluice.ingress.names.ModelNames.Resolved;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Outline;
import io.vertx.core.http.HttpServerRequest;

/** Makes the one {@link Call} of a request that has come whole. */
final class CallMaker {
    private static final int MAX_RESPONSE_ID = 255;

    private final Ingress ingress;

    CallMaker(Ingress ingress) {
        this.ingress = ingress;
    }

    /**
     * Reads the body as its dialect does.
     *
     * @throws GatewayException of kind {@code MALFORMED}, saying what is wrong and where
     */
    Call make(Door.Ask door, HttpServerRequest request, CallId id, Bytes body) {
        Outline outline = ingress.codec(door.dialect())
                .readRequest(door.asked(), body, ingress.settings().json());
        checkModel(outline.model());
        checkKept(outline);
        Resolved named = ingress.resolve(outline.model());
        return new Call(
                id,
                RequestIds.of(request, id),
                door.dialect(),
                door.asked().operation(),
                outline,
                body,
                named.model(),
                named.thinking(),
                PassedHeaders.of(request, door.dialect()));
    }

    /**
     * The same call with another body.
     *
     * @throws GatewayException of kind {@code MALFORMED} if that is beyond a limit
     */
    Call with(Bytes body, Door.Ask door, Call call) {
        Outline outline = ingress.codec(call.dialect())
                .readRequest(door.asked(), body, ingress.settings().json());
        return new Call(
                call.id(),
                call.requestId(),
                call.dialect(),
                call.operation(),
                outline,
                body,
                call.model(),
                call.thinking(),
                call.headers());
    }

    /** What is asked before anything is done for a call. */
    static AdmissionRequest admission(Ingress ingress, Call call, Credential credential, String remoteAddress) {
        return new AdmissionRequest(
                call.id(),
                call.requestId(),
                credential,
                remoteAddress,
                call.dialect(),
                call.operation(),
                call.model(),
                call.outline().stream(),
                TokenEstimate.prompt(call.outline()),
                TokenEstimate.output(
                        call.operation(), call.outline(), ingress.settings().assumedOutputTokens()),
                System.currentTimeMillis(),
                call.outline().tier(),
                call.outline().documents());
    }

    /** A name may become a part of an upstream's path, where it must not climb. */
    private static void checkModel(String model) {
        for (String step : model.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                throw malformed("'model' must be a name, not a way to one: no empty steps, no dots alone.", "model");
            }
        }
    }

    private void checkKept(Outline outline) {
        String previous = outline.previousResponse();
        if (previous != null && previous.length() > MAX_RESPONSE_ID) {
            throw malformed("'previous_response_id' must be an id.", "previous_response_id");
        }
        if (ingress.settings().keepsAnswers()) {
            return;
        }
        if (previous != null) {
            throw malformed(
                    "'previous_response_id' names an answer, but this gateway keeps none (responses.keep):"
                            + " send the whole conversation.",
                    "previous_response_id");
        }
        if (Boolean.TRUE.equals(outline.store())) {
            throw malformed("'store' must be false: this gateway keeps no answers (responses.keep).", "store");
        }
    }

    private static GatewayException malformed(String message, String param) {
        return new GatewayException(GatewayError.of(Kind.MALFORMED, message).at(param));
    }
}
