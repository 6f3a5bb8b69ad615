package dev.sluice.bus;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What this node tells others of itself. Thread safe. */
final class Self {
    private final String id;
    private final String node;
    private final String version;
    private final Set<String> played = new TreeSet<>();
    private boolean draining;
    private Frame.Presence presence;

    /**
     * A node that answers nothing yet.
     *
     * @param id the cluster member that it is, empty when there is no cluster
     * @param node its name
     */
    Self(String id, String node, String version) {
        this.id = id;
        this.node = node;
        this.version = version;
        this.presence = new Frame.Presence(id, node, version, 0, false, List.of(), Map.of(), List.of());
    }

    String id() {
        return id;
    }

    String node() {
        return node;
    }

    synchronized void play(String role) {
        played.add(role);
    }

    synchronized void drain() {
        draining = true;
    }

    /**
     * Notes what the node answers now, and where.
     *
     * @param lines those that others can reach
     */
    synchronized Member update(Map<String, List<String>> answered, Set<String> lines) {
        Map<String, List<String>> offices = new TreeMap<>();
        answered.forEach((address, all) -> {
            List<String> reachable = all.stream().filter(lines::contains).toList();
            if (!reachable.isEmpty()) {
                offices.put(address, reachable);
            }
        });
        Set<String> roles = new TreeSet<>(played);
        offices.keySet().forEach(address -> roles.add(role(address)));
        List<String> sorted = lines.stream().sorted().toList();
        Frame.Presence old = presence;
        Frame.Presence now = new Frame.Presence(
                id, node, version, old.revision(), draining, List.copyOf(roles), Map.copyOf(offices), sorted);
        if (!now.equals(old)) {
            presence = new Frame.Presence(
                    id, node, version, old.revision() + 1, draining, now.roles(), now.offices(), sorted);
        }
        return member();
    }

    synchronized Frame.Presence presence() {
        return presence;
    }

    synchronized Member member() {
        return new Member(node, version, Set.copyOf(presence.roles()), presence.draining());
    }

    // Addresses are <role>.<verb>.
    private static String role(String address) {
        int dot = address.indexOf('.');
        return dot < 0 ? address : address.substring(0, dot);
    }
}
