package dev.sluice.model.catalog;

import java.util.List;

/**
 * The built-in provider that answers without any upstream: for a first completion without an account, and for rehearsing
 * how an application takes slow, failing and broken answers.
 */
public final class Demonstration {
    /** Name of the provider; it has no YAML. */
    public static final String PROVIDER = "demo";

    /** What is served while the catalog has no channel at all. */
    public static final Channel CHANNEL = Channel.draft(PROVIDER, PROVIDER, PROVIDER)
            .models(List.of("demo", "demo-slow", "demo-429", "demo-500", "demo-cut"))
            .channel();

    private Demonstration() {}
}
