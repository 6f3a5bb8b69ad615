package dev.sluice.bus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes there are, what they answer and at which of their lines, all as they told themselves. Thread safe; what is
 * asked for each question is read without a lock.
 */
final class Directory implements Members {
    private static final Comparator<Member> BY_NAME = Comparator.comparing(Member::node);

    private final Map<String, Other> others = new HashMap<>();
    private final List<Consumer<List<Member>>> listeners = new CopyOnWriteArrayList<>();
    private final String self;
    private Member own;
    private volatile View view;

    Directory(Member own) {
        this.self = own.node();
        this.own = own;
        this.view = new View(List.of(own), Map.of(), Map.of());
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public List<Member> now() {
        return view.members();
    }

    @Override
    public Ear hear(Consumer<List<Member>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** One of the lines on other nodes that answer an address, null if there is none. Those of trusty nodes come first. */
    @Nullable
    Remote pick(String address) {
        return any(view.preferred().get(address));
    }

    /** A line of this other node that answers an address, null if there is none. */
    @Nullable
    Remote at(String node, String address) {
        Map<String, List<Remote>> there = view.byNode().get(node);
        return there == null ? null : any(there.get(address));
    }

    private static @Nullable Remote any(@Nullable List<Remote> remotes) {
        return remotes == null || remotes.isEmpty()
                ? null
                : remotes.get(ThreadLocalRandom.current().nextInt(remotes.size()));
    }

    /** This node has changed. */
    void become(Member now) {
        change(() -> own = now);
    }

    /**
     * Another node told of itself.
     *
     * @param isMember whether a member of the cluster's is still one; news of those that have left may come late
     */
    synchronized Heard heard(Frame.Presence said, Predicate<String> isMember, long now) {
        Other old = others.get(said.member());
        if (old == null && !isMember.test(said.member())) {
            return Heard.NOTHING;
        }
        if (old != null && said.revision() < old.said.revision()) {
            return Heard.NOTHING;
        }
        boolean same = old != null && old.said.equals(said) && !old.doubted;
        others.put(said.member(), new Other(said, now, false));
        if (same) {
            return Heard.NOTHING;
        }
        renew();
        Set<String> gone = new HashSet<>(old == null ? List.of() : old.said.lines());
        said.lines().forEach(gone::remove);
        return new Heard(old == null, gone);
    }

    /** A member has left the cluster; returns which lines went with it. */
    synchronized Set<String> left(String member) {
        Other old = others.remove(member);
        if (old == null) {
            return Set.of();
        }
        renew();
        return Set.copyOf(old.said.lines());
    }

    /** A member could not be reached: others are asked before it until it says something. */
    void doubt(String member) {
        change(() -> others.computeIfPresent(member, (m, other) -> other.inDoubt()));
    }

    /** Doubts all who were last heard before. */
    synchronized void doubtSilent(long before) {
        boolean changed = false;
        for (Map.Entry<String, Other> other : others.entrySet()) {
            if (!other.getValue().doubted && other.getValue().heard - before < 0) {
                other.setValue(other.getValue().inDoubt());
                changed = true;
            }
        }
        if (changed) {
            renew();
        }
    }

    /** The member of another node of this name, null if there is none. */
    synchronized @Nullable String namesake(String name) {
        for (Other other : others.values()) {
            if (other.said.node().equals(name)) {
                return other.said.member();
            }
        }
        return null;
    }

    synchronized boolean knows(String member) {
        return others.containsKey(member);
    }

    private synchronized void change(Runnable what) {
        what.run();
        renew();
    }

    // Under the lock, so that listeners are told in order.
    private void renew() {
        List<Member> before = view.members();
        view = View.of(own, others.values().stream().toList());
        if (!before.equals(view.members())) {
            listeners.forEach(listener -> listener.accept(view.members()));
        }
    }

    /** A line of another node. */
    record Remote(String member, String node, String line) {}

    /**
     * What came of news.
     *
     * @param arrived whether this node had not heard of the other before
     * @param gone lines of the other that are no more
     */
    record Heard(boolean arrived, Set<String> gone) {
        static final Heard NOTHING = new Heard(false, Set.of());
    }

    private record Other(Frame.Presence said, long heard, boolean doubted) {

        private Other inDoubt() {
            return new Other(said, heard, true);
        }

        /** The lower, the rather it is asked. */
        private int rank() {
            return doubted ? 2 : said.draining() ? 1 : 0;
        }
    }

    private record View(
            List<Member> members, Map<String, List<Remote>> preferred, Map<String, Map<String, List<Remote>>> byNode) {

        private static View of(Member own, List<Other> others) {
            List<Member> members = new ArrayList<>(List.of(own));
            Map<String, List<Remote>> preferred = new HashMap<>();
            Map<String, Map<String, List<Remote>>> byNode = new HashMap<>();
            others.stream().sorted(Comparator.comparingInt(Other::rank)).forEach(other -> {
                Frame.Presence said = other.said();
                members.add(new Member(said.node(), said.version(), Set.copyOf(said.roles()), said.draining()));
                byNode.putIfAbsent(said.node(), remotes(said));
            });
            for (int rank = 0; rank <= 2; rank++) {
                addAll(preferred, others, rank);
            }
            members.sort(BY_NAME);
            return new View(List.copyOf(members), Map.copyOf(preferred), Map.copyOf(byNode));
        }

        // Of a worse rank only what nobody of a better one answers.
        private static void addAll(Map<String, List<Remote>> preferred, List<Other> others, int rank) {
            Map<String, List<Remote>> ofRank = new HashMap<>();
            for (Other other : others) {
                if (other.rank() == rank) {
                    remotes(other.said())
                            .forEach((address, lines) -> ofRank.computeIfAbsent(address, a -> new ArrayList<>())
                                    .addAll(lines));
                }
            }
            ofRank.forEach((address, lines) -> preferred.putIfAbsent(address, List.copyOf(lines)));
        }

        private static Map<String, List<Remote>> remotes(Frame.Presence said) {
            Map<String, List<Remote>> remotes = new HashMap<>();
            said.offices()
                    .forEach((address, lines) -> remotes.put(
                            address,
                            lines.stream()
                                    .map(line -> new Remote(said.member(), said.node(), line))
                                    .toList()));
            return Map.copyOf(remotes);
        }
    }
}
