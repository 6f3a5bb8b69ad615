package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The keys of a channel that are in use, and how one of them is chosen. Their secrets are not part of it.
 *
 * @param ids in the order in which they were added; none if all are disabled
 * @param switched by the ids of keys, in use or not, why a rule disabled them or enabled them again; not those that somebody
 *     has switched since
 */
public record ChannelKeys(KeyChoice choice, List<String> ids, Map<String, String> switched) {
    /** The key that is a channel's own secret; it is there, too, where no secret is needed. */
    public static final String MAIN = "main";

    public static final ChannelKeys ONE = new ChannelKeys(KeyChoice.ROUND_ROBIN, List.of(MAIN));

    public ChannelKeys {
        ids = List.copyOf(ids);
        // A node of an older version tells none.
        switched = Map.copyOf(Objects.requireNonNullElse(switched, Map.of()));
    }

    /** Keys that no rule has switched. */
    public ChannelKeys(KeyChoice choice, List<String> ids) {
        this(choice, ids, Map.of());
    }

    /** Whether there is nothing to choose. */
    public boolean isOne() {
        return ids.size() == 1;
    }

    /** Whether it is the channel's own secret alone that calls are sent with, so that nobody need name a key. */
    public boolean isPlain() {
        return choice == ONE.choice && ids.equals(ONE.ids);
    }
}
