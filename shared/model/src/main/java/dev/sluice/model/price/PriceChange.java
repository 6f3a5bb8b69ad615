package dev.sluice.model.price;

import dev.sluice.model.price.PriceRule.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different in the next version of the book. It touches rules of one origin only.
 *
 * @param whole whether rules of that origin that it does not name end
 * @param version the least number that the new version shall have, 0 for any
 * @param validFrom since when calls are billed by it; absent for at once
 */
public record PriceChange(
        Origin origin,
        boolean whole,
        int version,
        @Nullable Instant validFrom,
        String source,
        @Nullable String note,
        List<PriceRule> rules,
        Set<PriceRule.Key> removed,
        List<GroupFactor> groups) {
    public PriceChange {
        rules = List.copyOf(rules);
        removed = Set.copyOf(removed);
        groups = List.copyOf(groups);
        if (rules.stream().anyMatch(rule -> rule.origin() != origin)
                || groups.stream().anyMatch(group -> group.origin() != origin)) {
            throw new IllegalArgumentException("a change is of one origin");
        }
    }

    /** All prices of the files. */
    public static PriceChange ofFiles(int version, String source, List<PriceRule> rules, List<GroupFactor> groups) {
        return new PriceChange(Origin.FILE, true, version, null, source, null, rules, Set.of(), groups);
    }

    /** Some prices of the operator's, from now on. */
    public static PriceChange ofOperator(String source, List<PriceRule> rules, List<GroupFactor> groups) {
        return new PriceChange(Origin.OPERATOR, false, 0, null, source, null, rules, Set.of(), groups);
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return rules.isEmpty() && groups.isEmpty() && removed.isEmpty();
    }
}
