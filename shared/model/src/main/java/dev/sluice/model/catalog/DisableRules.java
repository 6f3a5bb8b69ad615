package dev.sluice.model.catalog;

import java.util.List;
import java.util.Set;

/**
 * Which refusals of an upstream have a key, or a channel that has only one, disabled in the configuration.
 *
 * @param active whether any does
 * @param invalidKey whether one of the key does
 * @param outOfQuota whether one for an account that has nothing left does
 * @param statuses of refusals that do, whatever they are taken for
 * @param words of which one in a refusal does, in whatever case
 * @param returns whether what a rule has disabled is tried on, and enabled again once it works
 */
public record DisableRules(
        boolean active,
        boolean invalidKey,
        boolean outOfQuota,
        Set<Integer> statuses,
        List<String> words,
        boolean returns) {
    /** None, and what was disabled by earlier ones comes back. */
    public static final DisableRules NONE = new DisableRules(false, true, true, Set.of(), List.of(), true);

    public DisableRules {
        statuses = Set.copyOf(statuses);
        words = List.copyOf(words);
    }
}
