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
    private final Store store;
    private final Random random;
    private final List<Node> nodes;
    private final Map<String, Long> drawn = new HashMap<>();
    private final List<Runnable> settled = new ArrayList<>();
    private int calls;
    private int causes;
    private String last = "nothing";

    RandomHistory(Store store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        this.nodes = List.of(Node.begin(store, "n1"), Node.begin(store, "n2"));
        store.prices().publish(Samples.BOOK);
        USERS.forEach(user -> store.users().create(Samples.user(user)));
        USERS.forEach(user -> store.keys().create(Samples.key("key-" + user, nano(400)), Samples.digest(user)));
    }

    void go(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> topUp(random.nextInt(300));
                case 2 -> topUp(-random.nextInt(100));
                case 3, 4, 5 -> draw(pick(nodes), account(pick(USERS)));
                case 6, 7, 8 -> settle(pick(nodes));
                case 9 -> giveBack(pick(nodes), account(pick(USERS)));
                case 10 -> replay();
                default -> reconfigure(pick(USERS));
            }
        }
    }

    void everyNodeLeaves() {
        nodes.forEach(Node::reclaim);
        drawn.clear();
    }

    private static String of(Node node, Account account) {
        return node.life().name() + account.id();
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

    private void draw(Node node, Account account) {
        long wanted = 1L + random.nextInt(120);
        long taken = node.draw(account, wanted, random.nextLong(wanted + 1));
        drawn.merge(of(node, account), taken, Long::sum);
        last = "draw " + taken;
    }

    private void giveBack(Node node, Account account) {
        long open = drawn.getOrDefault(of(node, account), 0L);
        long amount = random.nextLong(open + 1);
        node.giveBack(account, amount);
        drawn.merge(of(node, account), -amount, Long::sum);
        last = "give back " + amount;
    }

    private void settle(Node node) {
        List<Bill> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batch.add(bill(node, pick(USERS)));
        }
        Node.Batch written = node.write(batch);
        node.ship(written);
        settled.add(() -> node.ship(written));
        last = "settle " + batch;
    }

    private Bill bill(Node node, String user) {
        String call = "call-" + calls++;
        RequestRow row = random.nextInt(5) == 0
                ? Samples.voidRow(call, user)
                : Samples.row(call, user, "key-" + user, random.nextInt(90));
        Bill.Charge fromBalance = charge(node, Account.ofUser(user), row.cost());
        return random.nextBoolean()
                ? new Bill(0, row, List.of(fromBalance))
                : new Bill(0, row, List.of(fromBalance, charge(node, Account.ofKey("key-" + user), row.cost())));
    }

    private Bill.Charge charge(Node node, Account account, NanoDollars cost) {
        long open = drawn.getOrDefault(of(node, account), 0L);
        long part = random.nextLong(Math.min(open, cost.value()) + 1);
        drawn.merge(of(node, account), -part, Long::sum);
        return Samples.charge(account, cost, part);
    }

    private void replay() {
        if (!settled.isEmpty()) {
            pick(settled).run();
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
