package dev.sluice.model.call;

import java.time.Duration;

/**
 * How much of a limit is left. In a cluster it is what this node heard last, so that it may be late by as much as a lease.
 *
 * @param reset until the limit is whole again
 */
public record LimitState(Scope scope, Dimension dimension, long limit, long remaining, Duration reset) {
    public LimitState {
        // Nodes of a version that knew limits of keys only say nothing of it.
        scope = scope == null ? Scope.KEY : scope;
    }

    /** A limit of a key. */
    public LimitState(Dimension dimension, long limit, long remaining, Duration reset) {
        this(Scope.KEY, dimension, limit, remaining, reset);
    }

    /** Whom a limit is for. All calls of whom it is for share it. */
    public enum Scope {
        KEY,
        /** All keys of a user. */
        USER,
        /** All keys of a group. */
        GROUP,
        /** Everybody who calls a model by this name. */
        MODEL
    }

    /** What a limit counts. */
    public enum Dimension {
        REQUESTS,
        TOKENS,
        CONCURRENCY
    }
}
