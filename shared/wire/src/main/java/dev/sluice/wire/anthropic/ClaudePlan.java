package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Thinking;
import dev.sluice.wire.Losses;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a wish to think at a Claude, whoever hosts it.
 *
 * @param thinking how it is switched, absent for no word about it
 * @param effort how much of it, absent for no word about it
 * @param maxTokens of the answer, thoughts included
 */
public record ClaudePlan(
        @Nullable ObjectNode thinking, @Nullable String effort, long maxTokens) {
    /**
     * The plan.
     *
     * @param maxTokens what the caller allows, absent for no word about it
     */
    public static ClaudePlan of(Thinking thinking, AnthropicModel model, @Nullable Long maxTokens, Losses losses) {
        AnthropicThinking.Plan plan = AnthropicThinking.plan(thinking, model, maxTokens, losses);
        return new ClaudePlan(plan.member(), plan.effort(), plan.maxTokens());
    }
}
