package dev.sluice.store;

import static dev.sluice.store.Samples.nano;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes, users and operators doing all that a ledger allows, in an order that a seed decides. */
final class RandomHistory {
    private static final List<String> USERS = List.of("ann", "ben", "cem");
    private static final List<String> NODES = List.of("n1", "n2");

    private final Store store;
    private final Random random;
    private final Map<String, Long> drawn = new HashMap<>();
    private final List<List<Bill>> settled = new ArrayList<>();
    private int calls;
    private int causes;
    private String last = "nothing";

    RandomHistory(Store store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        store.prices().remember(Samples.BOOK);
        USERS.forEach(user -> store.users().create(Samples.user(user)));
        USERS.forEach(user -> store.keys().create(Samples.key("key-" + user, nano(400)), Samples.digest(user)));
    }

    void go(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> topUp(random.nextInt(300));
                case 2 -> topUp(-random.nextInt(100));
                case 3, 4, 5 -> draw(pick(NODES), account(pick(USERS)));
                case 6, 7, 8 -> settle(pick(NODES));
                case 9 -> giveBack(pick(NODES), account(pick(USERS)));
                case 10 -> replay(pick(NODES));
                default -> reconfigure(pick(USERS));
            }
        }
    }

    void everyNodeLeaves() {
        NODES.forEach(node -> store.ledger().reclaim(node));
        drawn.clear();
    }

    private Account account(String user) {
        return random.nextBoolean() ? Account.ofUser(user) : Account.ofKey("key-" + user);
    }

    private void topUp(long amount) {
        last = "top up " + amount;
        Account account = Account.ofUser(pick(USERS));
        try {
            store.ledger().adjust(account, nano(amount), "random", "cause-" + random.nextInt(1 + causes++));
        } catch (StoreConflict e) {
            last = "refused: " + last;
        }
    }

    private void draw(String node, Account account) {
        long wanted = 1L + random.nextInt(120);
        NanoDollars taken = store.ledger().draw(node, account, nano(wanted), nano(random.nextLong(wanted + 1)));
        drawn.merge(node + account, taken.value(), Long::sum);
        last = "draw " + taken;
    }

    private void giveBack(String node, Account account) {
        long open = drawn.getOrDefault(node + account, 0L);
        long amount = random.nextLong(open + 1);
        store.ledger().giveBack(node, account, nano(amount));
        drawn.merge(node + account, -amount, Long::sum);
        last = "give back " + amount;
    }

    private void settle(String node) {
        List<Bill> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batch.add(bill(node, pick(USERS)));
        }
        store.ledger().settle(node, batch);
        settled.add(batch);
        last = "settle " + batch;
    }

    private Bill bill(String node, String user) {
        String call = "call-" + calls++;
        RequestRow row = random.nextInt(5) == 0
                ? Samples.voidRow(call, user)
                : Samples.row(call, user, "key-" + user, random.nextInt(90));
        Bill.Charge fromBalance = charge(node, Account.ofUser(user), row.cost());
        return random.nextBoolean()
                ? new Bill(row, List.of(fromBalance))
                : new Bill(row, List.of(fromBalance, charge(node, Account.ofKey("key-" + user), row.cost())));
    }

    private Bill.Charge charge(String node, Account account, NanoDollars cost) {
        long open = drawn.getOrDefault(node + account, 0L);
        long part = random.nextLong(Math.min(open, cost.value()) + 1);
        drawn.merge(node + account, -part, Long::sum);
        return Samples.charge(account, cost, part);
    }

    private void replay(String node) {
        if (!settled.isEmpty()) {
            store.ledger().settle(node, pick(settled));
        }
        last = "replay";
    }

    private void reconfigure(String user) {
        boolean unlimited = random.nextInt(3) == 0;
        store.users().update(new User(user, "name of " + user, "user", true, unlimited));
        store.keys().update(Samples.key("key-" + user, random.nextInt(4) == 0 ? null : nano(random.nextInt(900))));
        last = user + " is unlimited: " + unlimited;
    }

    private <T> T pick(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    @Override
    public String toString() {
        return last;
    }
}
