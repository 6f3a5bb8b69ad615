package dev.sluice.accounting.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Who owns which limits, by rendezvous hash over the members that are there, and how large the cluster should be. Thread safe.
 *
 * <p>A subject needs no message to change hands: whoever the hash names is the owner, and starts with an empty bucket.
 */
public final class Owners {
    /** How long a member that was lost counts as cut off rather than as gone. */
    private static final long MEMORY = Duration.ofMinutes(10).toNanos();
    /** Members come one by one when nodes start; what was seen before that says nothing. */
    private static final long START = Duration.ofSeconds(5).toNanos();
    /** Shorter than the cluster needs to take a silent member's limits away from it. */
    private static final long STANDSTILL = Duration.ofSeconds(3).toNanos();

    private static final long MINUTE = Window.LENGTH;
    private static final int MOST_PAST = 64;

    private final String self;
    private final int configured;
    private final LongSupplier nanos;
    private final Set<String> draining = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private volatile View view;
    private volatile long beatAt;
    private volatile boolean beating;
    private boolean seen;
    private long firstSeenAt;

    /**
     * Sees only itself, and owns all limits with full buckets.
     *
     * @param configured how many members there should be; not above 0 for as many as were seen in the last ten minutes
     * @param nanos a monotonic clock
     */
    public Owners(String self, int configured, LongSupplier nanos) {
        this.self = self;
        this.configured = configured;
        this.nanos = nanos;
        this.beatAt = nanos.getAsLong();
        List<String> alone = List.of(self);
        this.view = new View(0, self, alone, Math.max(1, configured), List.of(View.Past.of(alone, beatAt - MINUTE)));
    }

    View view() {
        return view;
    }

    /** The members are these from now on. */
    public synchronized void see(List<Peer> members) {
        List<String> nodes = members.stream().map(Peer::node).sorted().toList();
        List<String> before = view.nodes();
        before.stream()
                .filter(node -> !nodes.contains(node) && draining.contains(node))
                .forEach(left::add);
        left.removeAll(nodes);
        draining.clear();
        members.stream().filter(Peer::draining).map(Peer::node).forEach(draining::add);
        long now = nanos.getAsLong();
        firstSeenAt = seen ? firstSeenAt : now;
        seen = true;
        if (!nodes.equals(before)) {
            boolean starting = now - firstSeenAt < START && nodes.stream().anyMatch(node -> !node.equals(self));
            publish(nodes, starting ? List.of() : view.past(), now);
        }
    }

    /**
     * Says that this node is alive. If it stood still for long, others may have taken over what it owns: what it had is
     * void.
     */
    public void beat() {
        long now = nanos.getAsLong();
        checkBeat(now);
        beating = true;
        beatAt = now;
    }

    /** As {@link #beat}, on the way of a call: cheap unless this node stood still. */
    void checkBeat(long now) {
        if (beating && now - beatAt >= STANDSTILL) {
            interrupted(now);
        }
    }

    private synchronized void interrupted(long now) {
        if (now - beatAt >= STANDSTILL) {
            beatAt = now;
            publish(view.nodes(), List.of(), now);
        }
    }

    /** Forgets members that were lost long ago. */
    synchronized void forget() {
        long now = nanos.getAsLong();
        if (view.reference() != reference(view.nodes(), view.past(), now)) {
            View old = view;
            view = new View(old.epoch() + 1, self, old.nodes(), reference(old.nodes(), old.past(), now), old.past());
        }
    }

    private void publish(List<String> nodes, List<View.Past> earlier, long now) {
        List<View.Past> past = new ArrayList<>();
        past.add(View.Past.of(nodes, now));
        earlier.stream().limit(MOST_PAST).forEach(past::add);
        view = new View(view.epoch() + 1, self, nodes, reference(nodes, past, now), List.copyOf(past));
    }

    /** The largest membership of the last minutes, without those that left by themselves. */
    private int reference(List<String> nodes, List<View.Past> past, long now) {
        int most = Math.max(1, Math.max(configured, nodes.size()));
        if (configured > 0) {
            return most;
        }
        long until = now;
        for (View.Past membership : past) {
            if (now - until > MEMORY) {
                break;
            }
            int size = (int) membership.nodes().stream()
                    .filter(node -> !left.contains(node))
                    .count();
            most = Math.max(most, size);
            until = membership.since();
        }
        return most;
    }
}
