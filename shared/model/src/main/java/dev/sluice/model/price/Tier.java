package dev.sluice.model.price;

import org.jspecify.annotations.Nullable;

/**
 * Other rates for all tokens of a call: of one whose prompt is longer, or that was served in a tier of the upstream's service.
 *
 * @param above prompts of more tokens than this, of all classes together; a prompt of exactly so many is not above it
 * @param service {@code batch}, {@code flex}, {@code priority}; absent for every service that has no tier of its own for such a prompt
 */
public record Tier(long above, @Nullable String service, Rates rates) {
    public Tier {
        if (above < 0) {
            throw new IllegalArgumentException("a tier begins above 0 tokens or more");
        }
    }
}
