package dev.sluice.store;

import dev.sluice.model.NanoDollars;

/**
 * An account at one moment.
 *
 * @param posted what all entries come to
 * @param held what nodes have drawn and not yet spent or given back
 */
public record Balance(NanoDollars posted, NanoDollars held) {
    public NanoDollars available() {
        return posted.minus(held);
    }
}
