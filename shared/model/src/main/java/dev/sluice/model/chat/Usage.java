package dev.sluice.model.chat;

/**
 * Tokens of one call in disjoint classes: no token is in two of them, so that a price is a sum of products.
 *
 * @param input prompt tokens that were neither read from nor written to a prompt cache
 * @param cacheRead prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output completion tokens without reasoning
 * @param reasoning completion tokens spent on reasoning
 */
public record Usage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage {
        if (input < 0 || cacheRead < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("a negative token count never enters the books");
        }
    }

    public long prompt() {
        return Math.addExact(Math.addExact(input, cacheRead), cacheWrite);
    }

    public long completion() {
        return Math.addExact(output, reasoning);
    }

    public long total() {
        return Math.addExact(prompt(), completion());
    }
}
