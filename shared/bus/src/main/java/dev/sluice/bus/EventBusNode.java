package dev.sluice.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The node's part of the bus, over Vert.x's event bus. */
final class EventBusNode implements BusNode {
    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final VertxInternal vertx;
    private final String nodeId;
    private final String member;
    private final Post post;
    private final Roles roles = new Roles();
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicInteger joined = new AtomicInteger();
    private final Pulse pulse;

    private EventBusNode(VertxInternal vertx, String nodeId, @Nullable ClusterManager cluster) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.member = cluster == null ? "" : cluster.getNodeId();
        this.post = new Post(vertx.eventBus());
        this.pulse = new Pulse(vertx, privateAddress(), post);
    }

    static EventBusNode start(Vertx vertx, String nodeId) {
        if (!NODE_ID.matcher(nodeId).matches()) {
            throw new IllegalArgumentException("a node id has 1 to 64 letters, digits, dots, dashes or underscores");
        }
        VertxInternal internals = (VertxInternal) vertx;
        // Frames only: no class that another node names is ever looked up here.
        vertx.eventBus()
                .serializableChecker(name -> false)
                .clusterSerializableChecker(name -> false)
                .registerCodec(new FrameCodec());
        ClusterManager cluster = internals.clusterManager();
        EventBusNode node = new EventBusNode(internals, nodeId, cluster);
        if (cluster != null) {
            cluster.nodeListener(node.new Departures());
        }
        return node;
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public Bus join(Context context) {
        ContextInternal own = ((ContextInternal) context).unwrap();
        if (!own.inThread()) {
            throw new IllegalStateException("a line is made on the context that it is for");
        }
        String address = privateAddress();
        Line line = new Line(new Seat(own, address, member, post), roles);
        lines.put(address, line);
        if (own.isDeployment()) {
            own.addCloseHook(done -> close(address, line).onComplete(done));
        }
        return line;
    }

    @Override
    public Duration lag() {
        return pulse.lag();
    }

    @Override
    public Future<Void> stop() {
        pulse.stop();
        List<Future<Void>> closing = lines.entrySet().stream()
                .map(line -> close(line.getKey(), line.getValue()))
                .toList();
        return Future.join(closing)
                .<Void>mapEmpty()
                .onComplete(done -> vertx.eventBus().unregisterCodec(FrameCodec.NAME));
    }

    private Future<Void> close(String address, Line line) {
        return lines.remove(address) == null ? Future.succeededFuture() : line.close();
    }

    private String privateAddress() {
        return "bus." + nodeId + "." + joined.getAndIncrement();
    }

    /** Hears of nodes that leave or die; called on the cluster's own threads. */
    private final class Departures implements NodeListener {

        @Override
        public void nodeAdded(String arrived) {}

        @Override
        public void nodeLeft(String gone) {
            lines.values().forEach(line -> line.nodeLeft(gone));
        }
    }
}
