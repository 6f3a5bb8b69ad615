package dev.sluice.model.catalog;

import dev.sluice.model.chat.RawJson;
import java.util.Map;
import java.util.Set;

/**
 * What a kind of upstream wants changed in the body of each request, beyond what its dialect says.
 *
 * @param without members that it refuses, such as a model that its path names already
 * @param renamed members that it knows under another name, each with that name
 * @param defaults members that it wants, and their values where the caller gives none
 * @param parameters members that it wants, each with the channel's parameter that is its value
 */
public record BodyChange(
        Set<String> without,
        Map<String, String> renamed,
        Map<String, RawJson> defaults,
        Map<String, String> parameters) {
    public static final BodyChange NONE = new BodyChange(Set.of(), Map.of(), Map.of());

    /** One that needs no parameters. */
    public BodyChange(Set<String> without, Map<String, String> renamed, Map<String, RawJson> defaults) {
        this(without, renamed, defaults, Map.of());
    }

    public BodyChange {
        without = Set.copyOf(without);
        renamed = Map.copyOf(renamed);
        defaults = Map.copyOf(defaults);
        parameters = Map.copyOf(parameters);
    }

    public boolean isNone() {
        return without.isEmpty() && renamed.isEmpty() && defaults.isEmpty() && parameters.isEmpty();
    }
}
