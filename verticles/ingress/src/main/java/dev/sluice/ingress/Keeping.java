package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Keep;
import dev.sluice.wire.responses.FinishedResponse;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an answer kept before its last word is said, so that its id can be used at once. The last word says whether it was:
 * {@code "store": true}. One that could not be kept is said all the same, with {@code "store": false}.
 *
 * @param call as it went upstream, with what was said before
 * @param previous id of the answer that it goes on from, absent if none
 */
record Keeping(
        Ingress ingress,
        Bus bus,
        Worker worker,
        Call call,
        @Nullable String previous) implements Parting {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    /** An answer with what is kept of it. */
    private record Keepable(FinishedResponse answer, Bytes conversation, Bytes said) {}

    @Override
    public Future<Bytes> say(String userId, Last last) {
        return worker.json((long) call.body().length() + last.bytes().length(), () -> keepable(last))
                .compose(found ->
                        found.map(one -> keep(userId, one)).orElseGet(() -> Future.succeededFuture(last.bytes())))
                .otherwise(cause -> {
                    notKept(Failures.explain(cause));
                    return last.bytes();
                });
    }

    private Optional<Keepable> keepable(Last last) {
        Optional<FinishedResponse> found =
                last.streamed() ? FinishedResponse.inLastWord(last.bytes()) : FinishedResponse.inBody(last.bytes());
        return found.map(answer -> {
            answer.markKept(previous);
            return new Keepable(answer, answer.toKeep(call.body()), answer.said());
        });
    }

    private Future<Bytes> keep(String userId, Keepable one) {
        int most = ingress.settings().maxKept();
        if (one.conversation.length() > most) {
            String message = "The conversation is longer than %d bytes (responses.max-bytes).".formatted(most);
            return Future.failedFuture(new GatewayException(Kind.TOO_LARGE, message));
        }
        return bus.ask(Addresses.KEEP, new Keep(userId, one.answer.id(), one.conversation))
                .map(kept -> {
                    ingress.metrics().answerKept("kept");
                    return one.said;
                });
    }

    private void notKept(GatewayError why) {
        LOG.warn("event=answer_not_kept call={} reason={}", call.id().value(), why.code());
        ingress.metrics().answerKept(why.kind() == Kind.TOO_LARGE ? "too_large" : "failed");
    }
}
