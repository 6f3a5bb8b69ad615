package dev.sluice.bus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which generation of the configuration the parts of a node enforce. The node's is the lowest of them: what was changed up
 * to then holds for everything that the node does. Thread safe.
 */
public final class Generations {
    private final Set<Part> parts = ConcurrentHashMap.newKeySet();

    /** A part that is at work. */
    public static final class Part {
        private final LongSupplier generation;

        private Part(LongSupplier generation) {
            this.generation = generation;
        }
    }

    /** A part is at work from now on. */
    public Part add(LongSupplier generation) {
        Part part = new Part(generation);
        parts.add(part);
        return part;
    }

    /** A part has stopped. */
    public void remove(Part part) {
        parts.remove(part);
    }

    /** Below zero if no part is at work, or one knows of no configuration yet. */
    public long lowest() {
        return parts.stream()
                .mapToLong(part -> part.generation.getAsLong())
                .min()
                .orElse(-1);
    }
}
