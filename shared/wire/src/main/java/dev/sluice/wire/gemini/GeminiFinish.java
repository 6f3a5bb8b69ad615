package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import java.util.List;

/** {@code finishReason}, both ways (https://ai.google.dev/api/generate-content#FinishReason). */
final class GeminiFinish {
    /** Older servers give the reason's number. */
    private static final List<String> NUMBERED = List.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL");

    private GeminiFinish() {}

    /**
     * Reads a reason.
     *
     * @param calls whether the answer has calls of tools, for which there is no reason of its own
     */
    static Finish read(JsonNode value, boolean calls) {
        String raw = value.isInt() && value.intValue() >= 0 && value.intValue() < NUMBERED.size()
                ? NUMBERED.get(value.intValue())
                : value.asText();
        Reason reason = reason(raw);
        return Finish.of(reason == Reason.STOP && calls ? Reason.TOOL_USE : reason, Dialect.GEMINI, raw);
    }

    private static Reason reason(String raw) {
        return switch (raw) {
            case "STOP" -> Reason.STOP;
            case "MAX_TOKENS" -> Reason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> Reason.FILTERED;
            case "MALFORMED_FUNCTION_CALL",
                    "MALFORMED_RESPONSE",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MISSING_THOUGHT_SIGNATURE" -> Reason.FAILED;
            default -> Reason.OTHER;
        };
    }

    static Finish blocked(String blockReason) {
        return Finish.of(Reason.FILTERED, Dialect.GEMINI, blockReason);
    }

    static String write(Finish finish, Losses losses) {
        losses.addIfPresent(Loss.STOP_SEQUENCE, finish.stopSequence());
        if (finish.dialect() == Dialect.GEMINI && finish.raw() != null) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE, TOOL_USE -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED -> "SAFETY";
            case OTHER -> "OTHER";
            case CONTEXT -> nearest("MAX_TOKENS", losses);
            case REFUSED -> nearest("PROHIBITED_CONTENT", losses);
            case PAUSED -> nearest("STOP", losses);
            case FAILED -> nearest("OTHER", losses);
        };
    }

    private static String nearest(String word, Losses losses) {
        losses.add(Loss.FINISH_REASON);
        return word;
    }
}
