package dev.sluice.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.accounting.Accounting;
import dev.sluice.bus.BusNode;
import dev.sluice.ingress.load.Overload;
import dev.sluice.ingress.load.Signal;
import dev.sluice.launcher.conf.Conf;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether this node can serve, and apart from that how what it depends on is doing. A database that is away does not make
 * a node unready: calls are served from slices, and taking all nodes out at once would help nobody.
 */
final class Readiness {
    private final BusNode bus;
    private final Accounting accounting;
    private final Overload overload;
    private final DatabaseWatch database;
    private final boolean keepsBooks;
    private final boolean takesCalls;
    private volatile State state = State.STARTING;

    private enum State {
        STARTING,
        UP,
        DRAINING
    }

    /** What is asked. */
    record Parties(BusNode bus, Accounting accounting, Overload overload, DatabaseWatch database) {}

    Readiness(Parties parties, Conf conf) {
        this.bus = parties.bus();
        this.accounting = parties.accounting();
        this.overload = parties.overload();
        this.database = parties.database();
        this.keepsBooks = conf.instances(Role.ACCOUNTING.instances()) > 0;
        this.takesCalls = conf.instances(Role.INGRESS.instances()) > 0;
    }

    void started() {
        state = State.UP;
    }

    void draining() {
        state = State.DRAINING;
    }

    /** Why it is not ready, in a word; empty if it is. */
    String objection() {
        return switch (state) {
            case STARTING -> "starting";
            case DRAINING -> "draining";
            case UP -> {
                List<String> missing = missing();
                if (!missing.isEmpty()) {
                    yield "no node plays " + String.join(", ", missing);
                } else if (keepsBooks && !accounting.isServing()) {
                    yield "another process runs as this node";
                } else if (keepsBooks && !accounting.hasRoom()) {
                    yield "the journal takes no more";
                }
                yield "";
            }
        };
    }

    /** Roles that a call needs and no node has. */
    private List<String> missing() {
        return takesCalls
                ? Stream.of(Role.ACCOUNTING, Role.ROUTER, Role.PROVIDER)
                        .map(Role::id)
                        .filter(role -> !bus.members().has(role))
                        .toList()
                : List.of();
    }

    /** For those who look after nodes and what they stand on. */
    ObjectNode dependencies() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        String objection = objection();
        all.put("ready", objection.isEmpty());
        if (!objection.isEmpty()) {
            all.put("objection", objection);
        }
        all.putObject("database")
                .put("up", database.isUp())
                .put("seconds_since_answer", database.sinceAnswer().toSeconds());
        if (keepsBooks) {
            all.putObject("journal")
                    .put("has_room", accounting.hasRoom())
                    .put("fenced", !accounting.isServing())
                    .put("queue_percent", accounting.databaseQueue());
        }
        ObjectNode load =
                all.putObject("overload").put("level", overload.level().name().toLowerCase(Locale.ROOT));
        for (Signal signal : Signal.values()) {
            load.put(signal.id() + "_percent", overload.percent(signal));
        }
        ObjectNode cluster = all.putObject("cluster").put("node", bus.nodeId());
        cluster.put("members", bus.members().now().size());
        missing().forEach(cluster.putArray("missing_roles")::add);
        return all;
    }
}
