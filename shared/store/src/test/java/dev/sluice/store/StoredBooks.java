package dev.sluice.store;

import dev.sluice.model.catalog.User;
import java.util.List;

/** The books of a store. */
final class StoredBooks implements Books {
    private final Store store;

    StoredBooks(Store store) {
        this.store = store;
    }

    @Override
    public void open(String user, boolean unlimited) {
        store.users().create(new User(user, user, "user", true, unlimited));
    }

    @Override
    public NodeLife begin(String node) {
        return store.nodes().begin(node);
    }

    @Override
    public long applied(NodeLife life) {
        return store.nodes().state(life).applied();
    }

    @Override
    public long draw(NodeLife life, Account account, long wanted, long least) {
        return store.ledger().draw(life, account, wanted, least);
    }

    @Override
    public void giveBack(NodeLife life, Account account, long amount) {
        store.ledger().giveBack(life, account, amount);
    }

    @Override
    public void reclaim(NodeLife life) {
        store.ledger().reclaim(life);
    }

    @Override
    public Ledger.Settling settle(NodeLife life, Span span, List<Bill> bills) {
        return store.ledger().settle(life, span, bills);
    }

    @Override
    public boolean adjust(Account account, long amount, String externalId) {
        return store.ledger().adjust(account, Samples.nano(amount), "history", externalId);
    }

    @Override
    public boolean correct(String callId, long amount, String externalId) {
        return store.ledger().correct(callId, Samples.nano(amount), "history", externalId);
    }

    @Override
    public Balance balance(Account account) {
        return store.ledger().balance(account).orElseThrow();
    }

    /** None that are looked for at each step: an audit follows in the end. */
    @Override
    public List<String> violations() {
        return List.of();
    }
}
