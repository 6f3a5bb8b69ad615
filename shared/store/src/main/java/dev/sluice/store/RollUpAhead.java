package dev.sluice.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this process has booked lately, added up while it was in memory, so that rolling it up need not read it back. It may be
 * lost or left out at any time: the marks say what is in the roll-ups, and what is not here is read. Thread safe.
 */
final class RollUpAhead {
    /** Of each node; beyond, nobody seems to roll up in this process. */
    private static final int MOST_LINES = 10_000;

    private final SqlDialect.Bite bite;
    private final Map<Integer, Chain> chains = new HashMap<>();

    RollUpAhead(SqlDialect.Bite bite) {
        this.bite = bite;
    }

    /** Batches of one node that follow one another without a gap. */
    private static final class Chain {
        final Deque<RollUpBatch> batches = new ArrayDeque<>();
        /** How far the node's books are. */
        long upTo;
        /** The highest sequence that has a row, as far as is known here. */
        long lastRow;
        /** Of all but the newest batch. */
        int lines;

        Chain(long upTo) {
            this.upTo = upTo;
            this.lastRow = upTo;
        }

        boolean isFull() {
            return lines > MOST_LINES;
        }
    }

    /** Somebody will roll up in this process: from now on what is booked is kept for it. */
    synchronized void begin(int node, long applied) {
        Chain chain = chains.get(node);
        if (chain == null || chain.isFull()) {
            chains.put(node, new Chain(applied));
        }
    }

    /** Takes note of what is in the books now; once, and only if that is known for sure. */
    synchronized void booked(int node, Span span, List<Bill> bills) {
        Chain chain = chains.get(node);
        if (chain == null || chain.isFull()) {
            return;
        }
        if (chain.upTo != span.previous()) {
            // Something between was booked that nobody told of here: that is read.
            chain = new Chain(span.previous());
            chains.put(node, chain);
        }
        for (Bill bill : bills) {
            open(chain, node).add(bill.seq(), bill.row());
            chain.lastRow = bill.seq();
        }
        chain.upTo = span.last();
        if (chain.isFull()) {
            chain.batches.clear();
        }
    }

    private RollUpBatch open(Chain chain, int node) {
        RollUpBatch newest = chain.batches.peekLast();
        if (newest == null || newest.lines() >= bite.lines()) {
            chain.lines += newest == null ? 0 : newest.lines();
            newest = RollUpBatch.after(node, chain.lastRow);
            chain.batches.add(newest);
        }
        return newest;
    }

    /** The batch that begins at this mark, which is not kept any longer. */
    synchronized Optional<RollUpBatch> take(int node, long mark) {
        Chain chain = chains.get(node);
        if (chain == null) {
            return Optional.empty();
        }
        RollUpBatch next = chain.batches.peek();
        while (next != null && next.after() < mark) {
            next(chain);
            next = chain.batches.peek();
        }
        return next != null && next.after() == mark ? Optional.of(next(chain)) : Optional.empty();
    }

    private static RollUpBatch next(Chain chain) {
        RollUpBatch next = chain.batches.remove();
        if (!chain.batches.isEmpty()) {
            chain.lines -= next.lines();
        }
        return next;
    }

    /** How far rows have to be read, if not to the end. */
    synchronized long begins(int node) {
        Chain chain = chains.get(node);
        RollUpBatch next = chain == null ? null : chain.batches.peek();
        return next == null ? Long.MAX_VALUE : next.after();
    }
}
