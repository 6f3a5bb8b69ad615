package dev.sluice.wire.cohere;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import org.jspecify.annotations.Nullable;

/** Cohere's six words for why an answer ended. */
final class CohereFinish {
    private CohereFinish() {}

    static Finish read(String word) {
        Finish.Reason reason = switch (word) {
            case "COMPLETE" -> Finish.Reason.STOP;
            case "STOP_SEQUENCE" -> Finish.Reason.STOP_SEQUENCE;
            case "MAX_TOKENS" -> Finish.Reason.LENGTH;
            case "TOOL_CALL" -> Finish.Reason.TOOL_USE;
            case "ERROR", "TIMEOUT" -> Finish.Reason.FAILED;
            case "ERROR_TOXIC" -> Finish.Reason.FILTERED;
            case "ERROR_LIMIT" -> Finish.Reason.CONTEXT;
            default -> Finish.Reason.OTHER;
        };
        return Finish.of(reason, Dialect.COHERE, word);
    }

    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "COMPLETE";
        }
        losses.addIfPresent(Loss.STOP_SEQUENCE, finish.stopSequence());
        if (finish.dialect() == Dialect.COHERE && finish.raw() != null) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP -> "COMPLETE";
            case STOP_SEQUENCE -> "STOP_SEQUENCE";
            case LENGTH -> "MAX_TOKENS";
            case TOOL_USE -> "TOOL_CALL";
            case FAILED -> "ERROR";
            case CONTEXT -> nearest("MAX_TOKENS", losses);
            case FILTERED -> nearest("ERROR", losses);
            case REFUSED, PAUSED, OTHER -> nearest("COMPLETE", losses);
        };
    }

    private static String nearest(String word, Losses losses) {
        losses.add(Loss.FINISH_REASON);
        return word;
    }
}
