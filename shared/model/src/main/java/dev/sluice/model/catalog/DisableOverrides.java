package dev.sluice.model.catalog;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a channel wants different in the {@link DisableRules}; absent members are as everywhere. */
public record DisableOverrides(
        @Nullable Boolean active,
        @Nullable Boolean invalidKey,
        @Nullable Boolean outOfQuota,
        @Nullable Set<Integer> statuses,
        @Nullable List<String> words,
        @Nullable Boolean returns) {
    public static final DisableOverrides NONE = new DisableOverrides(null, null, null, null, null, null);

    public DisableOverrides {
        statuses = statuses == null ? null : Set.copyOf(statuses);
        words = words == null ? null : List.copyOf(words);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** The rules of the channel. */
    public DisableRules over(DisableRules usual) {
        return new DisableRules(
                active == null ? usual.active() : active,
                invalidKey == null ? usual.invalidKey() : invalidKey,
                outOfQuota == null ? usual.outOfQuota() : outOfQuota,
                statuses == null ? usual.statuses() : statuses,
                words == null ? usual.words() : words,
                returns == null ? usual.returns() : returns);
    }
}
