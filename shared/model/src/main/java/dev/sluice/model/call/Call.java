package dev.sluice.model.call;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Thinking;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request, made once in ingress and never changed; each step of its journey returns a record of its own.
 *
 * @param id the gateway's own id
 * @param requestId what client and logs know it by: the caller's {@code X-Request-Id} if that was sane, else {@code id}
 * @param dialect what the caller speaks
 * @param outline of the body; names the model as the caller wrote it
 * @param body the request as it came, checked against its outline
 * @param model what is routed, limited and billed: the caller's name after aliases and suffixes
 * @param thinking what a suffix of the model's name asked for, absent if none did
 * @param standsIn the model that answers in the place of {@code model}, absent as long as that does
 * @param headers of the request that an upstream of the same dialect gets as they are, names in lower case
 */
public record Call(
        CallId id,
        String requestId,
        Dialect dialect,
        Operation operation,
        Outline outline,
        Bytes body,
        String model,
        @Nullable Thinking thinking,
        Map<String, String> headers,
        @Nullable String standsIn) {
    public Call {
        headers = Map.copyOf(headers);
    }

    /** A call whose model's name means itself. */
    public Call(CallId id, String requestId, Dialect dialect, Operation operation, Outline outline, Bytes body) {
        this(id, requestId, dialect, operation, outline, body, outline.model(), null, Map.of());
    }

    /** A call that is answered by the model it is for. */
    public Call(
            CallId id,
            String requestId,
            Dialect dialect,
            Operation operation,
            Outline outline,
            Bytes body,
            String model,
            @Nullable Thinking thinking,
            Map<String, String> headers) {
        this(id, requestId, dialect, operation, outline, body, model, thinking, headers, null);
    }

    /** The same call, answered by this model; absent for the one it is for. */
    public Call answeredBy(@Nullable String other) {
        return Objects.equals(other, standsIn)
                ? this
                : new Call(id, requestId, dialect, operation, outline, body, model, thinking, headers, other);
    }

    /** What the answer calls its model where the upstream gives it no name. */
    public String answering() {
        return standsIn == null ? outline.model() : standsIn;
    }
}
