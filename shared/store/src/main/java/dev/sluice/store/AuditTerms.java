package dev.sluice.store;

import java.time.Duration;

/**
 * What an operator lets pass.
 *
 * @param tolerancePercent by how much a provider's own figure of a day may differ from the books
 * @param grace how long after its lease a node's slices stay its own; an hour later they must have been returned
 */
public record AuditTerms(int tolerancePercent, Duration grace) {
    public static final AuditTerms DEFAULT = new AuditTerms(5, Duration.ofHours(24));

    public AuditTerms {
        if (tolerancePercent < 0 || grace.isNegative()) {
            throw new IllegalArgumentException("neither tolerance nor grace is negative");
        }
    }
}
