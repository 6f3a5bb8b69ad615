package dev.sluice.bus;

import java.util.Map;

/**
 * How a node is, as it tells of itself.
 *
 * @param state {@code starting}, {@code serving} or {@code draining}
 * @param roles how many instances of each role it runs
 * @param generation of the configuration that all of its parts enforce; below zero before the first
 */
public record NodeReport(
        String state, Map<String, Integer> roles, long generation, Pace pace, Load load, Memory memory) {
    public NodeReport {
        roles = Map.copyOf(roles);
    }

    /**
     * How quick it is to answer.
     *
     * @param busMicros how long a message to itself was under way
     * @param eventLoopMicros how long a task waited for the slowest event loop
     */
    public record Pace(long upMillis, long busMicros, long eventLoopMicros) {}

    /**
     * What it has to do.
     *
     * @param streams answers that are being passed on
     * @param calls admitted and not yet settled
     * @param unshipped ended calls that are not in the books yet
     * @param overload how many steps it has taken against too much work: 0 none, 4 all
     */
    public record Load(long streams, long calls, long unshipped, long overload) {}

    /** The heap, in bytes. */
    public record Memory(long used, long most) {}
}
