package dev.sluice.bus;

import java.util.List;
import java.util.function.Consumer;

/** Who is in the cluster as this node sees it. Alone: only this node. Thread safe. */
public interface Members {

    /** This node's name. */
    String self();

    /** All of them, sorted by name, this node included. */
    List<Member> now();

    /**
     * Tells a listener of every change from now on, on a thread of the cluster: it hops to its own and does not block.
     *
     * @return closes the ear
     */
    Ear hear(Consumer<List<Member>> listener);

    /** Hears of changes until it is closed. */
    interface Ear extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether some node plays a role. */
    default boolean has(String role) {
        for (Member member : now()) {
            if (member.roles().contains(role)) {
                return true;
            }
        }
        return false;
    }
}
