package dev.sluice.bus;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this node takes part in a cluster.
 *
 * @param configFile {@code cluster.xml}; {@code ${sluice.cluster.…}} in it are filled from the settings below
 * @param name of the cluster; nodes of other clusters do not join it
 * @param members {@code host:port} of the member ports at which others are looked for, this node's own among them or not
 * @param host the address of this node's private interface, on which both ports listen
 * @param memberPort where Hazelcast listens
 * @param busPort where the event bus listens; fixed, so that a firewall can name it
 * @param trustedNetwork whether the operator vouches for everyone who can reach the bus port; else {@code tls} is needed
 * @param tls what the nodes prove to each other who they are with
 */
public record ClusterSettings(
        Path configFile,
        String name,
        List<String> members,
        String host,
        int memberPort,
        int busPort,
        boolean trustedNetwork,
        @Nullable Tls tls) {

    public ClusterSettings {
        members = List.copyOf(members);
        if (name.isBlank()) {
            throw new IllegalArgumentException("cluster.name is empty: nodes find each other by it");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("cluster.host is empty: name the address of a private interface");
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("cluster.members is empty: list host:port of at least one node");
        }
        requirePort("cluster.member-port", memberPort);
        requirePort("cluster.bus-port", busPort);
    }

    private static void requirePort(String key, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(key + " is " + port + ": a port is between 1 and 65535");
        }
    }

    /**
     * PEM files for mutual TLS between event buses.
     *
     * @param key this node's private key, PKCS#8
     * @param certificate this node's certificate
     * @param authority the certificate that signed those of all nodes, and of nobody else
     */
    public record Tls(Path key, Path certificate, Path authority) {}
}
