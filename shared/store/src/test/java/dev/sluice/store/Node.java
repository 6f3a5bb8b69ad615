package dev.sluice.store;

import java.util.ArrayList;
import java.util.List;

/** A node as the books see it: a life that draws, and a journal that is no more than a count. */
final class Node {
    private final Store store;
    private final NodeLife life;
    private long seq;

    private Node(Store store, NodeLife life, long seq) {
        this.store = store;
        this.life = life;
        this.seq = seq;
    }

    /** Begins a new life of a node. */
    static Node begin(Store store, String name) {
        NodeLife life = store.nodes().begin(name);
        return new Node(store, life, store.nodes().state(life).applied());
    }

    NodeLife life() {
        return life;
    }

    long draw(Account account, long wanted, long least) {
        return store.ledger().draw(life, account, wanted, least);
    }

    void giveBack(Account account, long amount) {
        store.ledger().giveBack(life, account, amount);
    }

    void reclaim() {
        store.ledger().reclaim(life);
    }

    boolean reclaim(Account account, long billed) {
        return store.ledger().reclaim(life, account, billed);
    }

    /** What would be settled next. */
    record Batch(Span span, List<Bill> bills) {}

    /** Numbers bills as the next records of the journal. */
    synchronized Batch write(List<Bill> bills) {
        long previous = seq;
        List<Bill> numbered = new ArrayList<>();
        for (Bill bill : bills) {
            numbered.add(new Bill(++seq, bill.row(), bill.charges()));
        }
        return new Batch(new Span(previous, seq), numbered);
    }

    Ledger.Settling ship(Batch batch) {
        return store.ledger().settle(life, batch.span(), batch.bills());
    }

    Ledger.Settling settle(Bill... bills) {
        return ship(write(List.of(bills)));
    }
}
