package dev.sluice.model.price;

/**
 * How large a call may come to be, as far as it is known beforehand.
 *
 * @param prompt tokens
 * @param output the most tokens that the answer may have
 * @param searches of documents that are to be ranked
 */
public record Extent(long prompt, long output, long searches) {

    /** Of tokens only. */
    public static Extent ofTokens(long prompt, long output) {
        return new Extent(prompt, output, 0);
    }
}
