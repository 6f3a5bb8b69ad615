package dev.sluice.accounting;

import dev.sluice.accounting.limits.Grants;
import dev.sluice.accounting.limits.LeasePost;
import dev.sluice.accounting.limits.Leases;
import dev.sluice.accounting.limits.Owners;
import dev.sluice.accounting.limits.Peer;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Member;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Lease;
import dev.sluice.model.call.LeaseRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Limits that hold over all nodes of a cluster, with their way over the bus. Made once for a node; thread safe.
 *
 * <p>Owners are the nodes that have the role {@code accounting}. Who they are is known by the cluster's members, whatever these
 * say of each other later.
 */
public final class ClusterLimits {
    private static final String ROLE = "accounting";

    private final BusNode node;
    private final Leases leases;
    private volatile @Nullable Door door;

    /** A line, and the context on which it is used. */
    private record Door(Bus line, Context context) {}

    /**
     * Limits of a node that has not joined yet.
     *
     * @param size how many nodes with accounting there should be; not above 0 for as many as were seen lately
     */
    public ClusterLimits(BusNode node, int size, Clocks clocks) {
        this.node = node;
        Owners owners = new Owners(node.nodeId(), size, clocks.nanos());
        Leases.Seat seat =
                new Leases.Seat(node.nodeId(), ThreadLocalRandom.current().nextLong(), clocks.nanos());
        this.leases = new Leases(seat, owners, new Grants(owners, clocks.nanos()), new OverBus());
    }

    Leases leases() {
        return leases;
    }

    /** Questions go over this line from now on; called on its context. */
    void join(Bus line, Context context) {
        door = new Door(line, context);
    }

    /** Follows the members from now on, for as long as the node lives. */
    void begin(Rounds rounds, AccountingMeters meters) {
        meters.gauge("sluice.limits.leased", "subjects whose limits this node has leases on", leases::size);
        meters.gauge(
                "sluice.limits.owned", "subjects whose limits this node keeps for the cluster", leases.grants()::size);
        rounds.every(Leases.TICK, "leases", leases::tick);
        node.members().hear(this::see);
        see(node.members().now());
    }

    private void see(List<Member> members) {
        leases.see(members.stream()
                .filter(member -> member.roles().contains(ROLE))
                .map(member -> new Peer(member.node(), member.draining()))
                .toList());
    }

    Lease answer(LeaseRequest request) {
        return leases.grants().answer(request);
    }

    private final class OverBus implements LeasePost {
        @Override
        public Future<Lease> ask(String to, LeaseRequest request) {
            Door by = door;
            if (by == null) {
                return Future.failedFuture(new GatewayException(Kind.UNAVAILABLE, "this node has not joined yet"));
            }
            Promise<Lease> answer = Promise.promise();
            by.context()
                    .runOnContext(go ->
                            by.line().askAt(to, Addresses.LEASE, request).onComplete(result -> answer.handle(result)));
            return answer.future();
        }

        @Override
        public void later(long nanos, Runnable then) {
            Door by = door;
            if (by != null) {
                long millis = Math.max(1, Duration.ofNanos(nanos).toMillis());
                by.context().runOnContext(go -> by.context().owner().setTimer(millis, over -> then.run()));
            }
        }
    }
}
