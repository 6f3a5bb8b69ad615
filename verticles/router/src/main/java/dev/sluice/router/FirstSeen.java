package dev.sluice.router;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When names of models were first served here.
 *
 * @param before Unix seconds by name, as of the snapshot before
 * @param now Unix seconds for names that were not in it
 */
record FirstSeen(Map<String, Long> before, long now) {

    /** Unix seconds by name for these names and no others. */
    Map<String, Long> of(Set<String> names) {
        return names.stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> before.getOrDefault(name, now)));
    }
}
