package dev.sluice.store;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Counts violations while an audit goes on. */
final class Tally {
    private final Map<Invariant, Long> violations = new EnumMap<>(Invariant.class);

    void add(Invariant invariant, long times) {
        if (times != 0) {
            violations.merge(invariant, times, Long::sum);
        }
    }

    void check(Invariant invariant, boolean holds) {
        add(invariant, holds ? 0 : 1);
    }

    boolean isClean() {
        return violations.isEmpty();
    }

    /** All of them, in order. */
    List<Finding> findings() {
        return Stream.of(Invariant.values())
                .map(invariant -> invariant.violated(violations.getOrDefault(invariant, 0L)))
                .toList();
    }
}
