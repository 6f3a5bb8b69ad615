package dev.sluice.ingress;

import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;

/** Rough token counts before an upstream has counted, on the high side: holds and limits are corrected at the end. */
final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 3;
    // A large image in high detail on the models that charge most for it.
    private static final int TOKENS_PER_IMAGE = 1_600;
    private static final int OVERHEAD = 16;

    private TokenEstimate() {}

    static long prompt(Outline outline) {
        return outline.promptBytes() / BYTES_PER_TOKEN + (long) outline.images() * TOKENS_PER_IMAGE + OVERHEAD;
    }

    /** The most that the answer may have, over all choices. Only what generates has any. */
    static long output(Operation operation, Outline outline, long assumed) {
        return switch (operation) {
            case CHAT, COMPLETION -> output(outline, assumed);
            case COUNT_TOKENS, EMBEDDING, RERANK -> 0;
        };
    }

    private static long output(Outline outline, long assumed) {
        Long cap = outline.maxOutputTokens();
        long perChoice = cap == null ? assumed : cap;
        return perChoice > Long.MAX_VALUE / outline.choices() ? Long.MAX_VALUE : perChoice * outline.choices();
    }
}
