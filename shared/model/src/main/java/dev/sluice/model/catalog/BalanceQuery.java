package dev.sluice.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Where a kind of upstream says what is left of an account's money. Pointers are JSON pointers (RFC 6901) into its answer.
 *
 * @param path under the base URL
 * @param fromRoot whether the path is the host's, whatever the base URL's own path is
 * @param amount pointer to a number, or the text of one
 * @param spent pointer to a number that is taken off; absent when the amount is what is left
 * @param unit what is counted: a currency code, or the vendor's own word
 * @param unitAt pointer to the unit where the answer names it; absent when it does not
 */
public record BalanceQuery(
        String path,
        boolean fromRoot,
        String amount,
        @Nullable String spent,
        String unit,
        @Nullable String unitAt) {}
