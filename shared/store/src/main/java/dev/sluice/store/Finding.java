package dev.sluice.store;

/** What checking one invariant came to. */
public record Finding(String invariant, long violations) {
    public boolean holds() {
        return violations == 0;
    }
}
