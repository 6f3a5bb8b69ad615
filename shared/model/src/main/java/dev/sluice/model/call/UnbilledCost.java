package dev.sluice.model.call;

import dev.sluice.model.NanoDollars;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link UnbilledUse} costs the house, by the purchase prices in force.
 *
 * @param purchase absent where there is no price
 */
public record UnbilledCost(@Nullable NanoDollars purchase) {}
