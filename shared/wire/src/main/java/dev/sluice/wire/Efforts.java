package dev.sluice.wire;

import dev.sluice.model.chat.Thinking;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Between words and numbers for how much to think. The budgets are those that Google documents for the efforts of its
 * OpenAI-compatible endpoint (https://ai.google.dev/gemini-api/docs/openai#thinking), continued upwards.
 */
public final class Efforts {
    private static final long LOW = 1_024;
    private static final long MEDIUM = 8_192;
    private static final long HIGH = 24_576;
    private static final long MOST = 32_768;

    private Efforts() {}

    /** The budget in tokens for what was asked, null if nothing follows from it (or no thinking was asked for). */
    public static @Nullable Long budget(Thinking thinking) {
        if (thinking.budget() != null || thinking.effort() == null) {
            return thinking.budget();
        }
        return switch (thinking.effort().toLowerCase(Locale.ROOT)) {
            case "none" -> 0L;
            case "minimal", "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high" -> HIGH;
            case "xhigh", "max" -> MOST;
            default -> null;
        };
    }

    /** The effort for what was asked, null if nothing follows from it. */
    public static @Nullable String effort(Thinking thinking) {
        Long budget = thinking.budget();
        if (thinking.effort() != null || budget == null) {
            return thinking.effort() == null && thinking.mode() == Thinking.Mode.OFF ? "none" : thinking.effort();
        }
        if (budget < 0) {
            return "medium";
        }
        return budget == 0 ? "none" : budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
    }

    /** Whether anything was said about how much to think, as opposed to how to show it. */
    public static boolean isSaid(Thinking thinking) {
        return thinking.mode() != null || thinking.effort() != null || thinking.budget() != null;
    }

    /** Whether thinking was asked to be off, in whatever way. */
    public static boolean isOff(Thinking thinking) {
        return thinking.mode() == Thinking.Mode.OFF
                || "none".equals(thinking.effort())
                || Long.valueOf(0).equals(thinking.budget());
    }
}
