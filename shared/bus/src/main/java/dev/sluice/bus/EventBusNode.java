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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The node's part of the bus, over Vert.x's event bus. */
final class EventBusNode implements BusNode {
    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** Presence comes every second. */
    private static final Duration SILENCE = Duration.ofSeconds(4);
    /** In which what was told has been heard everywhere. */
    private static final Duration HEARSAY = Duration.ofMillis(300);

    private final VertxInternal vertx;
    private final @Nullable ClusterManager cluster;
    private final Self self;
    private final Post post;
    private final Directory directory;
    private final Roles roles = new Roles(this::changed);
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicInteger joined = new AtomicInteger();
    private final Pulse pulse;
    private final Generations generations = new Generations();
    private final @Nullable Announcer announcer;

    private EventBusNode(VertxInternal vertx, Self self, @Nullable ClusterManager cluster) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.self = self;
        this.post = new Post(vertx.eventBus());
        this.directory = new Directory(self.member());
        this.pulse = new Pulse(vertx, privateAddress(), post);
        this.announcer = cluster == null ? null : new Announcer(vertx, post, this::presence, this::heard);
    }

    static EventBusNode start(Vertx vertx, String nodeId, String version) {
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
        Self self = new Self(cluster == null ? "" : cluster.getNodeId(), nodeId, version);
        EventBusNode node = new EventBusNode(internals, self, cluster);
        if (cluster != null) {
            cluster.nodeListener(node.new Departures());
        }
        return node;
    }

    @Override
    public String nodeId() {
        return self.node();
    }

    @Override
    public Members members() {
        return directory;
    }

    @Override
    public Future<Void> arrive() {
        return cluster == null || announcer == null
                ? Future.succeededFuture()
                : new Arrival(vertx, cluster, self, directory).with(announcer);
    }

    @Override
    public void play(String role) {
        self.play(role);
        changed();
    }

    @Override
    public Future<Void> drain() {
        self.drain();
        changed();
        return announcer == null
                ? Future.succeededFuture()
                : announcer
                        .tell()
                        .eventually(() -> vertx.timer(HEARSAY.toMillis(), TimeUnit.MILLISECONDS)
                                .mapEmpty());
    }

    @Override
    public int serving() {
        return lines.values().stream().mapToInt(Line::serving).sum();
    }

    private synchronized void changed() {
        directory.become(self.update(roles.offices(), reachable()));
        if (announcer != null) {
            announcer.changed();
        }
    }

    private Set<String> reachable() {
        return lines.entrySet().stream()
                .filter(line -> line.getValue().reachable().succeeded())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Frame.Presence presence() {
        directory.doubtSilent(System.nanoTime() - SILENCE.toNanos());
        return self.presence();
    }

    Directory directory() {
        return directory;
    }

    private void heard(Frame.Presence said) {
        if (cluster == null || announcer == null || said.member().equals(self.id())) {
            return;
        }
        ClusterManager members = cluster;
        Directory.Heard heard =
                directory.heard(said, member -> members.getNodes().contains(member), System.nanoTime());
        if (heard.arrived()) {
            announcer.changed();
        }
        lost(heard.gone());
    }

    private void lost(Set<String> gone) {
        if (!gone.isEmpty()) {
            lines.values().forEach(line -> line.linesGone(gone));
        }
    }

    @Override
    public Bus join(Context context) {
        ContextInternal own = ((ContextInternal) context).unwrap();
        if (!own.inThread()) {
            throw new IllegalStateException("a line is made on the context that it is for");
        }
        String address = privateAddress();
        Line line = new Line(new Seat(own, address, self.id(), post), roles, directory);
        lines.put(address, line);
        line.reachable().onSuccess(reachable -> changed());
        if (own.isDeployment()) {
            own.addCloseHook(done -> close(address, line).onComplete(done));
        }
        return line;
    }

    @Override
    public Generations generations() {
        return generations;
    }

    @Override
    public Duration lag() {
        return pulse.lag();
    }

    @Override
    public Future<Void> stop() {
        pulse.stop();
        Future<Void> silent = announcer == null ? Future.succeededFuture() : announcer.stop();
        List<Future<Void>> closing = lines.entrySet().stream()
                .map(line -> close(line.getKey(), line.getValue()))
                .toList();
        return Future.join(closing)
                .<Void>mapEmpty()
                .eventually(() -> silent)
                .onComplete(done -> vertx.eventBus().unregisterCodec(FrameCodec.NAME));
    }

    private Future<Void> close(String address, Line line) {
        return lines.remove(address) == null
                ? Future.succeededFuture()
                : line.close().onComplete(done -> changed());
    }

    private String privateAddress() {
        return "bus." + self.node() + "." + joined.getAndIncrement();
    }

    /** Hears of nodes that leave or die; called on the cluster's own threads. */
    private final class Departures implements NodeListener {

        @Override
        public void nodeAdded(String arrived) {}

        @Override
        public void nodeLeft(String gone) {
            Set<String> went = directory.left(gone);
            lost(went);
            lines.values().forEach(line -> line.nodeLeft(gone));
        }
    }
}
