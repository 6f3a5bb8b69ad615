/**
 * How price lists are written: our own form (YAML in files, the same as JSON in the database and the management API), LiteLLM's
 * list, and the ratios of One API and New API. Pure functions; decimals are read and written exactly. Begin with {@link
 * dev.sluice.prices.PriceSheet}.
 */
@NullMarked
package dev.sluice.prices;

import org.jspecify.annotations.NullMarked;
