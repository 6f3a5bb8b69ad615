package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Recall;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.responses.ResponsesConversation;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Lets callers of Responses go on from answers that were kept, and has the new ones kept. Used on one event loop only. */
final class Conversations {
    private final Ingress ingress;
    private final Bus bus;
    private final Worker worker;

    Conversations(Ingress ingress, Bus bus, Worker worker) {
        this.ingress = ingress;
        this.bus = bus;
        this.worker = worker;
    }

    /** Whether a call goes on from an answer, or wants its own to be kept, where answers are kept. */
    boolean concern(Call call) {
        return ingress.settings().keepsAnswers()
                && call.dialect() == Dialect.RESPONSES
                && call.operation() == Operation.CHAT
                && (call.outline().previousResponse() != null || isToBeKept(call));
    }

    /** As OpenAI has it, an answer is kept unless its caller says that it is not to be. */
    private static boolean isToBeKept(Call call) {
        return !Boolean.FALSE.equals(call.outline().store());
    }

    /** The body of the call with all that was said before it, ready for any upstream. */
    Future<Bytes> resume(Call call, Identification asking) {
        String previous = call.outline().previousResponse();
        Bytes body = call.body();
        return previous == null
                ? worker.json(body.length(), () -> ResponsesConversation.begin(body))
                : bus.ask(Addresses.RECALL, new Recall(asking, previous))
                        .compose(recalled -> resume(previous, recalled.conversation(), body));
    }

    private Future<Bytes> resume(String previous, @Nullable Bytes kept, Bytes body) {
        if (kept == null) {
            return Future.failedFuture(new GatewayException(notFound(previous)));
        }
        if (!ingress.bodies().take(kept.length())) {
            return Future.failedFuture(new GatewayException(BodyReader.tooManyBytes()));
        }
        return worker.json((long) kept.length() + body.length(), () -> ResponsesConversation.resume(kept, body))
                .onComplete(read -> ingress.bodies().giveBack(kept.length()));
    }

    // OpenAI's words and code. An answer that has expired is not told from one that never was, or is another user's.
    private static GatewayError notFound(String previous) {
        String message = "Previous response with id '%s' not found.".formatted(Printable.of(previous));
        return GatewayError.of(Kind.MALFORMED, message)
                .withCode("previous_response_not_found")
                .at("previous_response_id");
    }

    /**
     * What is done with the last of the answer.
     *
     * @param asked as the caller said it
     * @param resumed as it goes upstream
     */
    Parting parting(Call asked, Call resumed) {
        return isToBeKept(asked)
                ? new Keeping(ingress, bus, worker, resumed, asked.outline().previousResponse())
                : Parting.AS_IT_IS;
    }
}
