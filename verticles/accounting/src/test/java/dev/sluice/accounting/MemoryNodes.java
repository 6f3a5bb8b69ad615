package dev.sluice.accounting;

import dev.sluice.store.LedgerBehind;
import dev.sluice.store.NodeFenced;
import dev.sluice.store.NodeLife;
import dev.sluice.store.NodeState;
import dev.sluice.store.Nodes;
import dev.sluice.store.Span;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Nodes in memory: one number for each name, and lives that count up. */
final class MemoryNodes implements Nodes {
    private final Map<String, NodeLife> lives = new HashMap<>();
    private final Map<String, NodeState> states = new HashMap<>();
    /** Who has left of its own accord. */
    final Set<String> left = new HashSet<>();

    private boolean away;
    private int renewals;

    synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    @Override
    public synchronized NodeLife begin(String name) {
        check();
        states.putIfAbsent(name, new NodeState(0, null));
        return lives.merge(
                name,
                new NodeLife(name, lives.size() + 2, 1),
                (old, fresh) -> new NodeLife(name, old.number(), old.epoch() + 1));
    }

    @Override
    public synchronized NodeState state(NodeLife life) {
        check(life);
        NodeState state = states.get(life.name());
        return state == null ? new NodeState(0, null) : state;
    }

    @Override
    public synchronized NodeState compare(NodeLife life, String journalId, long released) {
        NodeState state = state(life);
        if (state.applied() < released) {
            throw new LedgerBehind("this database is an empty or older copy");
        }
        return state;
    }

    @Override
    public synchronized void adopt(NodeLife life, String journalId, long applied) {
        check(life);
        states.put(life.name(), new NodeState(applied, journalId));
    }

    /** As a database that was brought back from an older copy. */
    synchronized void setBack(String name, NodeState state) {
        states.put(name, state);
    }

    /** True if the span was taken in, false if it had been before. */
    synchronized boolean advance(NodeLife life, Span span) {
        NodeState state = state(life);
        if (state.applied() >= span.last()) {
            return false;
        }
        if (state.applied() != span.previous()) {
            throw new NodeFenced("the books are at " + state.applied() + ", not at " + span.previous());
        }
        states.put(life.name(), new NodeState(span.last(), state.journal()));
        return true;
    }

    @Override
    public synchronized Optional<NodeState> find(String name) {
        return Optional.ofNullable(states.get(name));
    }

    /** How often a lease was prolonged. */
    synchronized int renewals() {
        return renewals;
    }

    @Override
    public synchronized boolean renew(NodeLife life) {
        check();
        renewals++;
        return life.equals(lives.get(life.name()));
    }

    @Override
    public synchronized void leave(NodeLife life) {
        check(life);
        left.add(life.name());
    }

    @Override
    public List<String> lost(Duration within) {
        return List.of();
    }

    @Override
    public int release(Duration grace) {
        return 0;
    }

    void check(NodeLife life) {
        check();
        if (!life.equals(lives.get(life.name()))) {
            throw new NodeFenced("a newer life than " + life.epoch() + " has begun");
        }
    }

    private void check() {
        if (away) {
            throw new StoreUnavailable("the database is away", new IllegalStateException("test"));
        }
    }
}
