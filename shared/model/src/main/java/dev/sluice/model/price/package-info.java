/**
 * What calls cost: rules with rates, tiers, factors and hours, gathered in numbered {@link dev.sluice.model.price.PriceBook
 * books}. Records and integer arithmetic only; begin with {@link dev.sluice.model.price.Terms#of}.
 */
@NullMarked
package dev.sluice.model.price;

import org.jspecify.annotations.NullMarked;
