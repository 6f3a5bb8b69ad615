package dev.sluice.model.catalog;

import java.util.List;

/**
 * Everything that nodes keep in memory to route calls, as of one generation. A change in the database raises the
 * generation; nodes then load anew.
 */
public record Catalog(long generation, List<Channel> channels) {
    public static final Catalog EMPTY = new Catalog(0, List.of());

    public Catalog {
        channels = List.copyOf(channels);
    }
}
