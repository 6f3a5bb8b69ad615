package dev.sluice.provider.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The models of the demonstration provider: one that behaves, and others that rehearse trouble. */
public enum DemoModel {
    DEMO("demo", Duration.ofMillis(1), Duration.ofMillis(15)),
    /** Thinks for two seconds, then speaks haltingly. */
    SLOW("demo-slow", Duration.ofSeconds(2), Duration.ofMillis(200)),
    /** Always says that there are too many requests. */
    LIMITED("demo-429", Duration.ofMillis(1), Duration.ofMillis(15)),
    /** Always fails. */
    FAILING("demo-500", Duration.ofMillis(1), Duration.ofMillis(15)),
    /** Breaks off in mid-answer. */
    CUT("demo-cut", Duration.ofMillis(1), Duration.ofMillis(15));

    private final String id;
    private final Duration first;
    private final Duration between;

    DemoModel(String id, Duration first, Duration between) {
        this.id = id;
        this.first = first;
        this.between = between;
    }

    public static Optional<DemoModel> byId(String id) {
        return Arrays.stream(values()).filter(m -> m.id.equals(id)).findFirst();
    }

    /** The names of all of them. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(DemoModel::id).toList();
    }

    public String id() {
        return id;
    }

    /** Time to the first content. */
    Duration first() {
        return first;
    }

    /** Time between two pieces of a stream. */
    Duration between() {
        return between;
    }
}
