package dev.sluice.ingress;

import java.util.ArrayDeque;

/**
 * Holds back what an upstream says of a stream until the call's hold is durable. What waits is no more than the stream's
 * window, since nothing is granted meanwhile. Used on one event loop only.
 */
final class Dam {
    private final ArrayDeque<Runnable> behind = new ArrayDeque<>();
    private boolean closed;

    void close() {
        closed = true;
    }

    /** Lets through what waits, in order. */
    void open() {
        closed = false;
        while (!closed && !behind.isEmpty()) {
            behind.remove().run();
        }
    }

    boolean isOpen() {
        return !closed;
    }

    /** Does this now, or when the dam is opened. */
    void pass(Runnable action) {
        if (closed) {
            behind.add(action);
        } else {
            action.run();
        }
    }
}
