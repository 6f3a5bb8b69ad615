package dev.sluice.model.chat;

/**
 * What one call used, its tokens in disjoint classes: no token is in two of them, so that a price is a sum of products.
 *
 * @param input prompt tokens of no other class
 * @param cacheRead prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache that is kept for minutes
 * @param output completion tokens of no other class
 * @param reasoning completion tokens spent on reasoning
 * @param rare what few calls use
 */
public record Usage(long input, long cacheRead, long cacheWrite, long output, long reasoning, RareUsage rare) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage {
        // A node of an older version tells nothing rare. One object stands for nothing, as many calls are remembered
        // for a while.
        rare = rare == null || rare.equals(RareUsage.NONE) ? RareUsage.NONE : rare;
        if (input < 0 || cacheRead < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("a negative token count never enters the books");
        }
    }

    /** Nothing rare. */
    public Usage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        this(input, cacheRead, cacheWrite, output, reasoning, RareUsage.NONE);
    }

    /** The same tokens, and this beside them. */
    public Usage with(RareUsage beside) {
        return new Usage(input, cacheRead, cacheWrite, output, reasoning, beside);
    }

    public long prompt() {
        return Math.addExact(Math.addExact(Math.addExact(input, cacheRead), cacheWrite), rare.prompt());
    }

    public long completion() {
        return Math.addExact(Math.addExact(output, reasoning), rare.completion());
    }

    public long total() {
        return Math.addExact(prompt(), completion());
    }
}
