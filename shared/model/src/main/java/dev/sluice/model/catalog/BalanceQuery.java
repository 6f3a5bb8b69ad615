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
 * @param place where and how it is asked, if that differs from calls
 */
public record BalanceQuery(
        String path,
        boolean fromRoot,
        String amount,
        @Nullable String spent,
        String unit,
        @Nullable String unitAt,
        Place place) {

    /** One that is asked where calls go, and in their way. */
    public BalanceQuery(
            String path,
            boolean fromRoot,
            String amount,
            @Nullable String spent,
            String unit,
            @Nullable String unitAt) {
        this(path, fromRoot, amount, spent, unit, unitAt, Place.USUAL);
    }

    /**
     * Where and how it is asked.
     *
     * @param origin the vendor's own, only for channels without a base URL of their own; absent where calls go there too
     * @param header the only one that carries the key, in small letters; absent for those of calls
     * @param parameter of the query that carries the key as well; absent for none
     */
    public record Place(
            @Nullable String origin,
            @Nullable String header,
            @Nullable String parameter) {
        public static final Place USUAL = new Place(null, null, null);
    }
}
