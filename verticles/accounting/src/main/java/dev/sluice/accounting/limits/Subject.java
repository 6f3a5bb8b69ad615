package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState.Scope;
import java.util.Comparator;

/**
 * Whom limits are for.
 *
 * @param id of the key or user, name of the group, or the model
 */
public record Subject(Scope scope, String id) implements Comparable<Subject> {
    private static final Comparator<Subject> ORDER =
            Comparator.comparing(Subject::scope).thenComparing(Subject::id);

    /** The order in which those that wait for each other's locks take them. */
    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }

    /** The same on all nodes of all versions, unlike a hash code. */
    long mark() {
        return Marks.of(scope.name() + ":" + id);
    }
}
