package dev.sluice.model.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What people find a channel by; calls do not see it.
 *
 * @param tags short words, each once
 * @param notes empty for none
 */
public record Labels(List<String> tags, String notes) {
    public static final Labels NONE = new Labels(List.of(), "");

    public Labels {
        tags = List.copyOf(tags);
    }

    /** The same with some tags more, at their end, and some less. */
    public Labels retagged(List<String> more, List<String> less) {
        Set<String> changed = new LinkedHashSet<>(tags);
        changed.addAll(more);
        less.forEach(changed::remove);
        return new Labels(List.copyOf(changed), notes);
    }
}
