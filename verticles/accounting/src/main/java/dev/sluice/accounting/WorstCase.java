package dev.sluice.accounting;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.chat.Usage;

/** The most that a call can come to. */
final class WorstCase {
    private WorstCase() {}

    /** A usage of so many tokens, each in the class that makes it dearest. */
    static Usage of(Price price, long prompt, long output) {
        boolean writes = price.cacheWritePerMillion() > price.inputPerMillion();
        boolean reads = price.cacheReadPerMillion() > Math.max(price.inputPerMillion(), price.cacheWritePerMillion());
        boolean reasons = price.reasoningPerMillion() > price.outputPerMillion();
        return new Usage(
                reads || writes ? 0 : prompt,
                reads ? prompt : 0,
                writes && !reads ? prompt : 0,
                reasons ? 0 : output,
                reasons ? output : 0);
    }
}
