package dev.sluice.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which node does what one node of a cluster does at a time. A job is held by a lease row, by the database's clock, so that
 * it moves to another node when its holder dies.
 */
public interface Jobs {
    /** How long a job stays with a holder of whom nothing is heard. */
    Duration TURN = Duration.ofSeconds(30);

    /** Keeps the jobs of the books that this holder has, and takes those that nobody has. Returns all that it has now. */
    Set<Job> take(String holder);

    /** Keeps or takes one job; answers whether this holder has it now. */
    boolean take(Job job, String holder);

    /** Lets others have this holder's jobs at once. */
    void leave(String holder);

    /** Who has which jobs now. */
    List<Lease> held();

    /**
     * A job that somebody has.
     *
     * @param left until it is free if nothing is heard of the holder
     */
    record Lease(Job job, String holder, Duration left) {}
}
