package dev.sluice.router;

import dev.sluice.model.call.Needs;
import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.ModelFacts;

/** Whether a model can serve a call, as far as its facts say. What is not known is no objection. */
record Capability(ModelBook book) {
    /** Prompts are estimated at a token for three bytes, and have hardly ever more than a token for four and a half. */
    private static final int SURELY = 3;

    private static final int OF_GUESSED = 2;

    /** Whether it can, even if the prompt is as long as was guessed. */
    boolean suits(String model, Needs needs) {
        return book.find(model)
                .map(facts -> holds(facts, needs.promptTokens()) && takes(facts, needs))
                .orElse(true);
    }

    /** Whether the prompt is too long for it in any case. */
    boolean isSurelyTooSmall(String model, Needs needs) {
        return book.find(model)
                .map(facts -> !holds(facts, needs.promptTokens() * OF_GUESSED / SURELY))
                .orElse(false);
    }

    private static boolean holds(ModelFacts facts, long prompt) {
        Integer context = facts.contextTokens();
        return context == null || prompt <= context;
    }

    private static boolean takes(ModelFacts facts, Needs needs) {
        return (!needs.images() || facts.inputs().isEmpty() || facts.inputs().contains("image"))
                && (!needs.tools()
                        || facts.features().isEmpty()
                        || facts.features().contains("tools"));
    }
}
