package dev.sluice.wire;

import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a request's path already says.
 *
 * @param model named in the path (Gemini, Bedrock), absent where the body names it
 * @param framing named by the path (Gemini, Bedrock), absent where the body's {@code stream} says it
 */
public record Asked(
        Operation operation,
        @Nullable String model,
        @Nullable Framing framing) {
    public static Asked of(Operation operation) {
        return new Asked(operation, null, null);
    }
}
