package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the nodes of one cluster on one machine are started with, each with ports that stay the same over its lives. */
final class Nodes {
    private static final Path CLUSTER =
            Path.of("../../cluster.xml").toAbsolutePath().normalize();

    private final List<Settings> settings = new ArrayList<>();
    private final List<Integer> http = new ArrayList<>();
    private final List<Integer> management = new ArrayList<>();

    private Nodes() {}

    /** So many nodes on this database. */
    static Nodes of(int count, Path folder, DatabaseServer server, Random random) {
        return of(
                count,
                server.settings(server.port()),
                i -> Settings.in(folder.resolve("node-" + i)),
                i -> "127.0.0.1",
                random);
    }

    /** A node in each network, all of which find the database at this port of the machine. */
    static Nodes in(Networks networks, Path folder, Map<String, String> database, Random random) {
        return of(
                networks.count(),
                database,
                i -> Settings.in(folder.resolve("node-" + i)).under(networks.inside(i)),
                networks::address,
                random);
    }

    private static Nodes of(
            int count,
            Map<String, String> database,
            IntFunction<Settings> process,
            IntFunction<String> address,
            Random random) {
        byte[] master = new byte[32];
        random.nextBytes(master);
        List<Integer> ports = FreePorts.some(4 * count);
        String members = IntStream.range(0, count)
                .mapToObj(i -> address.apply(i) + ":" + ports.get(i))
                .collect(Collectors.joining(","));
        Nodes nodes = new Nodes();
        for (int i = 0; i < count; i++) {
            nodes.http.add(ports.get(2 * count + i));
            nodes.management.add(ports.get(3 * count + i));
            nodes.settings.add(process.apply(i)
                    .with(database)
                    .with(Map.of(
                            "SLUICE_MASTER_KEY",
                            Base64.getEncoder().encodeToString(master),
                            "SLUICE_CLUSTER_CONFIG",
                            CLUSTER.toString(),
                            "SLUICE_CLUSTER_NODE",
                            "node-" + i,
                            "SLUICE_CLUSTER_NAME",
                            "reliability-" + ports.getFirst(),
                            "SLUICE_CLUSTER_TRUSTED_NETWORK",
                            "true",
                            "SLUICE_CLUSTER_MEMBERS",
                            members))
                    .with(Map.of(
                            "SLUICE_CLUSTER_HOST", address.apply(i),
                            "SLUICE_HTTP_HOST", address.apply(i),
                            "SLUICE_MANAGEMENT_HOST", address.apply(i),
                            "SLUICE_CLUSTER_MEMBER_PORT", String.valueOf(ports.get(i)),
                            "SLUICE_CLUSTER_BUS_PORT", String.valueOf(ports.get(count + i)),
                            "SLUICE_HTTP_PORT", String.valueOf(nodes.http.get(i)),
                            "SLUICE_MANAGEMENT_PORT", String.valueOf(nodes.management.get(i)))));
        }
        return nodes;
    }

    List<Settings> settings() {
        return settings;
    }

    /** Where each takes calls. */
    List<Integer> http() {
        return http;
    }

    /** Where each tells how it is. */
    List<Integer> management() {
        return management;
    }
}
