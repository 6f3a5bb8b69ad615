package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What nodes, callers and operators may do to a ledger in an order that a seed decides: hold, settle, void, top up, correct, and
 * all that goes wrong: a crash, a commit whose answer is lost, a batch sent again or too early, and a node that does not know
 * that it is dead. Everything is done to two ledgers, which must answer the same.
 */
final class History {
    private final Random random;
    private final String name;
    private final Books real;
    private final Books oracle;
    private final List<String> users;
    private final Map<String, Machine> machines = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private int causes;

    /** One node: its lives on both ledgers, and the records that its journal still has. */
    private static final class Machine {
        private @Nullable Both life;
        private @Nullable Both zombie;
        private final List<Node.Batch> journal = new ArrayList<>();
        private int shipped;
        private long written;
    }

    /** A life as each ledger calls it. */
    private record Both(NodeLife real, NodeLife oracle) {}

    History(long seed, String name, Books real, Books oracle) {
        this.random = new Random(seed);
        this.name = name;
        this.real = real;
        this.oracle = oracle;
        this.users = List.of(name + "ann", name + "ben", name + "rich");
        users.forEach(user -> real.open(user, user.endsWith("rich")));
        users.forEach(user -> oracle.open(user, user.endsWith("rich")));
        restart(machine("n1"));
        restart(machine("n2"));
    }

    private Machine machine(String node) {
        return machines.computeIfAbsent(name + node, n -> new Machine());
    }

    /** Returns what was done, if anything came out differently; else null. */
    @Nullable
    String play(int steps) {
        for (int i = 0; i < steps; i++) {
            Machine machine = random.nextBoolean() ? machine("n1") : machine("n2");
            if (!step(machine) || !areAlike()) {
                return String.join("; ", story);
            }
        }
        return real.violations().isEmpty() ? null : story + " violates " + real.violations();
    }

    private boolean step(Machine machine) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> adjust(random.nextInt(120));
            case 2 -> adjust(-random.nextInt(60));
            case 3, 4, 5 -> draw(life(machine), "draw");
            case 6, 7, 8 -> write(machine);
            case 9, 10 -> ship(machine, 0);
            case 11 -> giveBack(life(machine));
            case 12 -> correct();
            case 13 -> again(machine);
            case 14 -> ship(machine, 1);
            default -> random.nextBoolean() ? restart(machine) : haunt(machine);
        };
    }

    private static Both life(Machine machine) {
        return Objects.requireNonNull(machine.life);
    }

    private Account anyone() {
        return Account.ofUser(users.get(random.nextInt(users.size())));
    }

    /** Does one thing to both; they must answer or refuse alike. */
    private boolean both(String what, Function<Books, Object> deed) {
        String realAnswer = answer(real, deed);
        String expected = answer(oracle, deed);
        story.add(what + " -> " + realAnswer + (realAnswer.equals(expected) ? "" : " BUT " + expected));
        return realAnswer.equals(expected);
    }

    private static String answer(Books books, Function<Books, Object> deed) {
        try {
            return String.valueOf(deed.apply(books));
        } catch (StoreConflict | NodeFenced e) {
            return e.getClass().getSimpleName();
        }
    }

    private static NodeLife of(Both life, Books books) {
        return books instanceof Oracle ? life.oracle() : life.real();
    }

    private boolean adjust(long amount) {
        Account account = anyone();
        String cause = name + "cause" + random.nextInt(1 + causes++);
        return both("adjust " + account.id() + " " + amount, books -> books.adjust(account, amount, cause));
    }

    private boolean draw(Both life, String what) {
        Account account = anyone();
        long wanted = 1L + random.nextInt(60);
        long least = random.nextLong(wanted + 1);
        return both(
                what + " " + wanted + "/" + least + " of " + account.id(),
                books -> books.draw(of(life, books), account, wanted, least));
    }

    private boolean giveBack(Both life) {
        Account account = anyone();
        long amount = 1L + random.nextInt(20);
        return both("give back " + amount + " to " + account.id(), books -> {
            books.giveBack(of(life, books), account, amount);
            return "done";
        });
    }

    /** Calls end; their records are in the journal, and not yet in the books. */
    private boolean write(Machine machine) {
        long previous = machine.written;
        List<Bill> bills = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            machine.written += 1 + random.nextInt(2);
            bills.add(bill(machine.written));
        }
        machine.written += random.nextInt(2);
        machine.journal.add(new Node.Batch(new Span(previous, machine.written), bills));
        story.add("write " + bills.size());
        return true;
    }

    private Bill bill(long seq) {
        boolean stray = !calls.isEmpty() && random.nextInt(40) == 0;
        String call = stray ? calls.get(random.nextInt(calls.size())) : name + "call" + calls.size();
        calls.add(call);
        Account payer = anyone();
        String user = payer.id().substring("user:".length());
        RequestRow row =
                random.nextInt(5) == 0 ? Samples.voidRow(call, user) : Samples.row(call, user, random.nextInt(50));
        long cost = row.cost().value();
        long fromSlice = random.nextInt(3) == 0 ? 0 : random.nextLong(cost + 1);
        return new Bill(seq, row, List.of(new Bill.Charge(payer, cost, fromSlice)));
    }

    /** Sends the next batch, or one that is not yet its turn; sometimes the answer is lost, so that it is sent again. */
    private boolean ship(Machine machine, int early) {
        if (machine.shipped + early >= machine.journal.size()) {
            return true;
        }
        Node.Batch batch = machine.journal.get(machine.shipped + early);
        boolean alike = settle(life(machine), batch, "ship");
        if (random.nextInt(4) == 0) {
            alike &= settle(life(machine), batch, "lost answer");
        }
        machine.shipped += early == 0 ? 1 : 0;
        return alike;
    }

    private boolean settle(Both life, Node.Batch batch, String what) {
        return both(what + " " + batch.span(), books -> books.settle(of(life, books), batch.span(), batch.bills()));
    }

    private boolean again(Machine machine) {
        return machine.shipped == 0
                || settle(life(machine), machine.journal.get(random.nextInt(machine.shipped)), "replay");
    }

    private boolean correct() {
        if (calls.isEmpty()) {
            return true;
        }
        String call = calls.get(random.nextInt(calls.size()));
        long amount = 1L + random.nextInt(30);
        String cause = name + "correction" + random.nextInt(1 + causes++);
        return both("correct " + call + " by " + amount, books -> books.correct(call, amount, cause));
    }

    /** A crash: what the journal has is shipped by the next life, and then what was drawn goes back. */
    private boolean restart(Machine machine) {
        String node = machine == machine("n1") ? name + "n1" : name + "n2";
        machine.zombie = machine.life;
        Both life = new Both(real.begin(node), oracle.begin(node));
        machine.life = life;
        story.add("restart " + node);
        boolean alike = both("applied", books -> books.applied(of(life, books)));
        while (machine.shipped < machine.journal.size()) {
            alike &= ship(machine, 0);
        }
        return alike
                && both("reclaim", books -> {
                    books.reclaim(of(life, books));
                    return "done";
                });
    }

    /** A life that ended without knowing it goes on. */
    private boolean haunt(Machine machine) {
        Both zombie = machine.zombie;
        if (zombie == null) {
            return true;
        }
        boolean alike = draw(zombie, "zombie draws");
        if (machine.shipped < machine.journal.size()) {
            alike &= settle(zombie, machine.journal.get(machine.shipped), "zombie ships");
        }
        return alike && giveBack(zombie);
    }

    private boolean areAlike() {
        return users.stream().allMatch(user -> {
            Balance is = real.balance(Account.ofUser(user));
            Balance should = oracle.balance(Account.ofUser(user));
            if (!is.equals(should)) {
                story.add(user + " has " + is + " and should have " + should);
            }
            return is.equals(should);
        });
    }
}
