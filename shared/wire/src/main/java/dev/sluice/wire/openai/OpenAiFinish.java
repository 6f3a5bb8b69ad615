package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import org.jspecify.annotations.Nullable;

/** Finish reasons, in OpenAI's words and in those of APIs like it. */
final class OpenAiFinish {
    private OpenAiFinish() {}

    /**
     * Reads the reason of a choice; null if it has none yet. DashScope writes it as the text "null".
     *
     * @param calledTools whether the choice has tool calls; some upstreams then still say {@code stop}
     */
    static @Nullable Finish read(JsonNode choice, boolean calledTools) {
        String raw = choice.path("finish_reason").textValue();
        if (raw == null || raw.isEmpty() || raw.equals("null")) {
            return null;
        }
        Reason reason = reason(raw);
        // vLLM names the stop sequence.
        String stopReason = choice.path("stop_reason").textValue();
        if (reason == Reason.STOP && calledTools) {
            reason = Reason.TOOL_USE;
        } else if (reason == Reason.STOP && stopReason != null) {
            return new Finish(Reason.STOP_SEQUENCE, Dialect.OPENAI, raw, stopReason);
        }
        return Finish.of(reason, Dialect.OPENAI, raw);
    }

    private static Reason reason(String raw) {
        return switch (raw) {
            case "stop", "eos", "end_turn", "COMPLETE" -> Reason.STOP;
            case "length", "max_tokens" -> Reason.LENGTH;
            case "model_length", "model_context_window_exceeded" -> Reason.CONTEXT;
            case "tool_calls", "function_call", "tool_use" -> Reason.TOOL_USE;
            case "content_filter", "sensitive" -> Reason.FILTERED;
            case "refusal" -> Reason.REFUSED;
            case "error", "network_error", "insufficient_system_resource" -> Reason.FAILED;
            default -> Reason.OTHER;
        };
    }

    /**
     * Writes a reason in OpenAI's words.
     *
     * @param refused whether the choice has a refusal in words, which ends with {@code stop}
     */
    static String write(Finish finish, boolean refused, Losses losses) {
        if (finish.dialect() == Dialect.OPENAI && finish.raw() != null) {
            return finish.raw();
        }
        losses.addIfPresent(Loss.STOP_SEQUENCE, finish.stopSequence());
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE -> "stop";
            case LENGTH -> "length";
            case TOOL_USE -> "tool_calls";
            case FILTERED -> "content_filter";
            case REFUSED -> refused ? "stop" : lossy("content_filter", losses);
            // Not whole, and not to be taken for it.
            case CONTEXT, FAILED -> lossy("length", losses);
            case PAUSED, OTHER -> lossy("stop", losses);
        };
    }

    private static String lossy(String word, Losses losses) {
        losses.add(Loss.FINISH_REASON);
        return word;
    }
}
