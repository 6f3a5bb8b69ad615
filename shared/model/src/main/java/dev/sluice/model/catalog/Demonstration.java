package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The built-in provider that answers without any upstream: for a first completion without an account, and for rehearsing
 * how an application takes slow, failing and broken answers.
 */
public final class Demonstration {
    /** Name of the provider; it has no YAML. */
    public static final String PROVIDER = "demo";

    /** What is served while the catalog has no channel at all. */
    public static final Channel CHANNEL = new Channel(
            PROVIDER,
            PROVIDER,
            PROVIDER,
            null,
            List.of("demo", "demo-slow", "demo-429", "demo-500", "demo-cut"),
            List.of(),
            false,
            Map.of(),
            Set.of(),
            0,
            1,
            true,
            false,
            Map.of(),
            TimeoutOverrides.NONE,
            Map.of());

    private Demonstration() {}
}
