package dev.sluice.wire.bedrock;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import org.jspecify.annotations.Nullable;

/** Bedrock's words for why an answer ended. */
final class BedrockFinish {
    private BedrockFinish() {}

    static Finish read(String stopReason) {
        Reason reason = switch (stopReason) {
            case "end_turn" -> Reason.STOP;
            case "stop_sequence" -> Reason.STOP_SEQUENCE;
            case "max_tokens" -> Reason.LENGTH;
            case "model_context_window_exceeded" -> Reason.CONTEXT;
            case "tool_use" -> Reason.TOOL_USE;
            case "guardrail_intervened", "content_filtered" -> Reason.FILTERED;
            case "malformed_model_output", "malformed_tool_use" -> Reason.FAILED;
            default -> Reason.OTHER;
        };
        return Finish.of(reason, Dialect.BEDROCK, stopReason);
    }

    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "end_turn";
        }
        losses.addIfPresent(Loss.STOP_SEQUENCE, finish.stopSequence());
        if (finish.dialect() == Dialect.BEDROCK && finish.raw() != null) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case CONTEXT -> "model_context_window_exceeded";
            case TOOL_USE -> "tool_use";
            case FILTERED -> "content_filtered";
            case REFUSED -> nearest("content_filtered", losses);
            case FAILED -> nearest("malformed_model_output", losses);
            case PAUSED, OTHER -> nearest("end_turn", losses);
        };
    }

    private static String nearest(String word, Losses losses) {
        losses.add(Loss.FINISH_REASON);
        return word;
    }
}
