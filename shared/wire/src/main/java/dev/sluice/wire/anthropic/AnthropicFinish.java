package dev.sluice.wire.anthropic;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in Anthropic's words. */
final class AnthropicFinish {
    private AnthropicFinish() {}

    static Finish read(String stopReason, @Nullable String stopSequence) {
        Reason reason = switch (stopReason) {
            case "end_turn" -> Reason.STOP;
            case "stop_sequence" -> Reason.STOP_SEQUENCE;
            case "max_tokens" -> Reason.LENGTH;
            case "model_context_window_exceeded" -> Reason.CONTEXT;
            case "tool_use" -> Reason.TOOL_USE;
            case "refusal" -> Reason.REFUSED;
            case "pause_turn" -> Reason.PAUSED;
            default -> Reason.OTHER;
        };
        return new Finish(reason, Dialect.ANTHROPIC, stopReason, stopSequence);
    }

    /**
     * The stop reason to write.
     *
     * @param calledTools whether the answer has tool calls; some upstreams say no more than that they are done
     */
    static String write(@Nullable Finish finish, boolean calledTools, Losses losses) {
        if (finish == null) {
            return calledTools ? "tool_use" : "end_turn";
        }
        if (finish.dialect() == Dialect.ANTHROPIC && finish.raw() != null) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP -> calledTools ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case CONTEXT -> "model_context_window_exceeded";
            case TOOL_USE -> "tool_use";
            case REFUSED -> "refusal";
            case PAUSED -> "pause_turn";
            case FILTERED -> {
                losses.add(Loss.FINISH_REASON);
                yield "refusal";
            }
            case FAILED, OTHER -> {
                losses.add(Loss.FINISH_REASON);
                yield "end_turn";
            }
        };
    }
}
