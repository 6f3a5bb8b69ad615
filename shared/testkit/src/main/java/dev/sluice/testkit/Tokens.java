package dev.sluice.testkit;

/**
 * The usage a fake upstream reports, in OpenAI's overlapping classes.
 *
 * @param prompt all prompt tokens, cached ones included
 * @param completion all completion tokens, reasoning included
 * @param cached prompt tokens read from a cache
 * @param reasoning completion tokens spent on reasoning
 */
public record Tokens(long prompt, long completion, long cached, long reasoning) {
    public static final Tokens SOME = of(11, 7);

    /** Usage without cache or reasoning. */
    public static Tokens of(long prompt, long completion) {
        return new Tokens(prompt, completion, 0, 0);
    }
}
