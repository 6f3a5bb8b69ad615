package dev.sluice.wire.responses;

import dev.sluice.wire.openai.OpenAiModel;

/**
 * Thoughts in the form in which they can be sent back to an upstream that keeps nothing:
 * <a href="https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items">encrypted reasoning items</a>.
 */
final class SealedThoughts {
    /** What {@code include} says to have them. */
    static final String WISH = "reasoning.encrypted_content";

    private SealedThoughts() {}

    /**
     * Whether a model of this name may be asked for them. OpenAI refuses the wish for models that do not think; of names that
     * nobody knows here it is taken that they do, unless they say that they only chat.
     */
    static boolean mayBeAskedOf(String model) {
        return !OpenAiModel.of(model).isPlain() && !model.contains("-chat");
    }
}
