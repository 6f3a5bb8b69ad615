package dev.sluice.model.catalog;

import java.util.List;

/**
 * Everything that nodes keep in memory to route calls, as of one generation. A change in the database raises the
 * generation; nodes then load anew.
 */
public record Catalog(long generation, List<Channel> channels, List<RoutingRule> rules) {
    public static final Catalog EMPTY = new Catalog(0, List.of());

    public Catalog {
        channels = List.copyOf(channels);
        rules = List.copyOf(rules);
    }

    /** Channels that are chosen from as is usual. */
    public Catalog(long generation, List<Channel> channels) {
        this(generation, channels, List.of());
    }
}
