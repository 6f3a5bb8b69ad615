package dev.sluice.bus;

import java.util.Set;

/**
 * A node of the cluster, as it tells of itself.
 *
 * @param node its name, {@code cluster.node}
 * @param version of Sluice that it runs
 * @param roles what it does: {@code ingress}, {@code accounting}, {@code router}, {@code provider}, {@code admin}
 * @param draining whether it is about to leave and wants nothing new
 */
public record Member(String node, String version, Set<String> roles, boolean draining) {
    public Member {
        roles = Set.copyOf(roles);
    }
}
