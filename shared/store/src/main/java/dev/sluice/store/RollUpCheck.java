package dev.sluice.store;

/**
 * What comparing the roll-ups with the books came to (invariant R1).
 *
 * @param requests calls in the roll-ups
 * @param cost what they cost, in nano-dollars
 * @param differences figures that differ between roll-ups, rows and entries, and days that differ from their hours
 */
public record RollUpCheck(long requests, long cost, long differences) {
    public boolean holds() {
        return differences == 0;
    }
}
