package dev.sluice.accounting.limits;

import dev.sluice.accounting.limits.Limiter.Grant;
import dev.sluice.accounting.limits.Limiter.Ticket;
import dev.sluice.model.call.Lease;
import dev.sluice.model.call.LeaseRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Some nodes, their clock and the network between them, all in one thread and all from one seed: what a seed does it does again.
 * Messages come late, twice, in another order or not at all; links are cut, nodes stand still or die.
 */
final class World {
    static final long SECOND = Duration.ofSeconds(1).toNanos();
    static final long MILLI = Duration.ofMillis(1).toNanos();

    private static final long TIMEOUT = SECOND;

    final Random random;
    final Map<String, SimNode> nodes = new LinkedHashMap<>();
    final List<Long> admitted = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<String> cut = new HashSet<>();
    double loss;
    double twice;
    long slowest = 2 * MILLI;
    private long now = SECOND;
    private long order;
    int running;
    int mostRunning;
    /** The longest that a call waited for being let in or not. */
    long longestWait;

    private record Event(long at, long order, SimNode on, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    World(long seed, int size) {
        random = new Random(seed);
        for (int i = 0; i < size; i++) {
            String name = "node-" + i;
            nodes.put(name, new SimNode(name));
        }
        nodes.values().forEach(node -> node.sees(nodes.keySet()));
        nodes.values().forEach(SimNode::start);
    }

    /** Nanoseconds since the beginning. */
    long time() {
        return now - SECOND;
    }

    /** Does something in so long, unless the node is dead then; while it stands still it waits. */
    void in(long nanos, SimNode on, Runnable what) {
        events.add(new Event(now + nanos, order++, on, what));
    }

    void runUntil(Duration time) {
        long end = SECOND + time.toNanos();
        for (Event next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
            events.remove(next);
            now = next.at();
            happen(next);
        }
        now = end;
    }

    private void happen(Event event) {
        SimNode on = event.on();
        if (on.stillUntil > now) {
            events.add(new Event(on.stillUntil, event.order(), on, event.what()));
        } else if (!on.isDead) {
            event.what().run();
        }
    }

    SimNode ownerOf(Limit limit) {
        SimNode any = nodes.values().iterator().next();
        return node(any.owners.view().owner(limit.subject().mark()));
    }

    SimNode node(String name) {
        SimNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(name);
        }
        return node;
    }

    /** Nothing goes from one group to the other any more; each finds out when its heartbeats have failed for long enough. */
    void split(Set<String> side, long detection) {
        for (SimNode one : nodes.values()) {
            for (SimNode other : nodes.values()) {
                if (side.contains(one.name) != side.contains(other.name)) {
                    cut.add(one.name + ">" + other.name);
                }
            }
        }
        detect(detection);
    }

    void cutOneWay(String from, String to) {
        cut.add(from + ">" + to);
    }

    void openOneWay(String from, String to) {
        cut.remove(from + ">" + to);
    }

    void heal(long detection) {
        cut.clear();
        detect(detection);
    }

    /** All see after about so long whom they can reach then. */
    void detect(long after) {
        for (SimNode node : nodes.values()) {
            long jitter = (long) (random.nextDouble() * 300 * MILLI);
            in(after + jitter, node, () -> node.sees(reachable(node)));
        }
    }

    /** As in Hazelcast: the oldest member says who is a member, the ones that it does not reach are led by the oldest of them. */
    private Set<String> reachable(SimNode from) {
        List<SimNode> rest = new ArrayList<>(nodes.values());
        rest.removeIf(node -> node.isDead);
        while (!rest.isEmpty()) {
            SimNode oldest = rest.getFirst();
            Set<String> members = new HashSet<>();
            for (SimNode other : rest) {
                if (isOpen(oldest.name, other.name) && isOpen(other.name, oldest.name)) {
                    members.add(other.name);
                }
            }
            if (members.contains(from.name)) {
                return members;
            }
            rest.removeIf(node -> members.contains(node.name));
        }
        return Set.of(from.name);
    }

    private boolean isOpen(String from, String to) {
        return !cut.contains(from + ">" + to);
    }

    private void carry(SimNode from, SimNode to, Runnable what) {
        int copies = random.nextDouble() < twice ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= loss) {
                long delay = (long) (random.nextDouble() * slowest);
                in(delay, to, () -> {
                    if (isOpen(from.name, to.name)) {
                        what.run();
                    }
                });
            }
        }
    }

    /** The most that were admitted in any minute. */
    int mostInAMinute() {
        int most = 0;
        int from = 0;
        for (int to = 0; to < admitted.size(); to++) {
            while (admitted.get(to) - admitted.get(from) >= 60 * SECOND) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    int admittedIn(int minute) {
        return admittedBetween(60L * minute, 60L * (minute + 1));
    }

    /** How many were admitted from one second on and before another. */
    int admittedBetween(long from, long to) {
        return (int) admitted.stream()
                .filter(at -> at >= from * SECOND && at < to * SECOND)
                .count();
    }

    /** One node with all that limits are to it. */
    final class SimNode implements LeasePost {
        final String name;
        final Owners owners;
        final Leases leases;
        final Grants grants;
        boolean isDead;
        long stillUntil;
        int asked;

        SimNode(String name) {
            this.name = name;
            this.owners = new Owners(name, 0, () -> now);
            this.grants = new Grants(owners, () -> now);
            this.leases = new Leases(new Leases.Seat(name, random.nextLong(), () -> now), owners, grants, this);
        }

        void sees(Set<String> members) {
            leases.see(members.stream().map(member -> new Peer(member, false)).toList());
        }

        private void start() {
            in((long) (random.nextDouble() * Leases.TICK.toNanos()), this, this::tick);
        }

        private void tick() {
            leases.tick();
            in(Leases.TICK.toNanos(), this, this::tick);
        }

        @Override
        public Future<Lease> ask(String node, LeaseRequest request) {
            asked++;
            Promise<Lease> answer = Promise.promise();
            SimNode to = node(node);
            carry(this, to, () -> {
                Lease lease = to.grants.answer(request);
                carry(to, this, () -> answer.tryComplete(lease));
            });
            in(TIMEOUT, this, () -> answer.tryFail("late"));
            return answer.future();
        }

        @Override
        public void later(long nanos, Runnable then) {
            in(nanos, this, then);
        }

        /** Offers calls from now on, about so many a second, each of which lasts about so long. */
        void offer(double perSecond, long lasting, List<Limit> limits) {
            offer(leases, perSecond, lasting, limits);
        }

        void offer(Limiter limiter, double perSecond, long lasting, List<Limit> limits) {
            long pause = (long) (2 * random.nextDouble() / perSecond * SECOND);
            in(pause, this, () -> {
                long asked = now;
                limiter.take(limits, 10, 10).onSuccess(grant -> {
                    longestWait = Math.max(longestWait, now - asked);
                    heard(grant, lasting);
                });
                offer(limiter, perSecond, lasting, limits);
            });
        }

        private void heard(Grant grant, long lasting) {
            if (grant instanceof Grant.Granted granted) {
                admitted.add(time());
                running++;
                mostRunning = Math.max(mostRunning, running);
                in((long) (2 * random.nextDouble() * lasting), this, () -> end(granted.ticket()));
            }
        }

        private void end(Ticket ticket) {
            running--;
            ticket.settle(20);
        }
    }
}
