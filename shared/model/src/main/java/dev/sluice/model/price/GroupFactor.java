package dev.sluice.model.price;

import dev.sluice.model.price.PriceRule.Origin;

/** A multiplier of all that callers of a group pay, in parts per million. */
public record GroupFactor(String group, long factor, Origin origin) {
    public GroupFactor {
        Terms.checkFactor(factor);
        if (group.isBlank()) {
            throw new IllegalArgumentException("a multiplier is for a group");
        }
    }
}
