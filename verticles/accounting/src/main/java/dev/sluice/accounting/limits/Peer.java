package dev.sluice.accounting.limits;

/**
 * A member of the cluster that may own limits.
 *
 * @param draining whether it has said that it will leave
 */
public record Peer(String node, boolean draining) {}
