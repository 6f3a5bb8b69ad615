package dev.sluice.store;

/**
 * What checking one invariant came to.
 *
 * @param invariant its number, such as {@code I4}
 * @param violations how often it does not hold
 * @param meaning what should hold, in words
 */
public record Finding(String invariant, long violations, String meaning) {
    public Finding(String invariant, long violations) {
        this(invariant, violations, "");
    }

    public boolean holds() {
        return violations == 0;
    }
}
