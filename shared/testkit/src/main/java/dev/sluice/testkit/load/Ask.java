package dev.sluice.testkit.load;

/**
 * A call that somebody makes.
 *
 * @param key API key
 * @param leavesAfter the caller hangs up after so many pieces of content, or, if the answer is not streamed, after so many
 *     times ten milliseconds; 0 stays to the end
 */
public record Ask(
        Tongue tongue, String key, String model, boolean streamed, int maxTokens, int leavesAfter, Plan plan) {
    public Ask {
        if (maxTokens < 1 || leavesAfter < 0) {
            throw new IllegalArgumentException("a call wants some tokens, and nobody leaves before the beginning");
        }
    }

    public String id() {
        return plan.id();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "%s %s %s leavesAfter=%d %s"
                .formatted(tongue, model, streamed ? "streamed" : "whole", leavesAfter, plan);
    }
}
