package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Books without a database: the arithmetic of settling is the store's own ({@link Booking}), and accounts, slices and marks are
 * maps with the same conditions as the store's statements. So quick that a hundred thousand histories can be played.
 */
final class BooksInMemory implements Books {
    private static final class Sums {
        private long posted;
        private long held;
        private boolean unlimited;
    }

    private static final class Mark {
        private final int number;
        private long epoch;
        private long applied;

        Mark(int number) {
            this.number = number;
        }
    }

    private record SliceKey(int node, String account) {}

    /** A call that is in the books. */
    private record Booked(Bill bill, int node) {
        Entry.Place place(int line) {
            return new Entry.Place(node, bill.seq(), line);
        }
    }

    private final Map<String, Sums> accounts = new HashMap<>();
    private final Map<String, Mark> nodes = new HashMap<>();
    private final Map<SliceKey, Long> slices = new HashMap<>();
    private final Map<String, Booked> calls = new HashMap<>();
    private final Map<Entry.Place, Entry> entries = new HashMap<>();
    private final Map<String, Long> corrected = new HashMap<>();
    private final Set<String> causes = new HashSet<>();
    private final List<String> overwritten = new ArrayList<>();
    private long desk;

    BooksInMemory() {
        for (String house : List.of(Entry.REVENUE, Entry.WRITEOFF, Entry.CLEARING, Entry.COST, Entry.PAYABLE)) {
            accounts.put(house, new Sums());
        }
    }

    private Sums sums(String account) {
        Sums sums = accounts.get(account);
        if (sums == null) {
            throw new StoreConflict("there is no account " + account);
        }
        return sums;
    }

    @Override
    public void open(String user, boolean unlimited) {
        Sums sums = new Sums();
        sums.unlimited = unlimited;
        accounts.put(Account.ofUser(user).id(), sums);
    }

    @Override
    public NodeLife begin(String node) {
        Mark mark = nodes.computeIfAbsent(node, name -> new Mark(nodes.size() + 1));
        mark.epoch++;
        return new NodeLife(node, mark.number, mark.epoch);
    }

    private Mark fence(NodeLife life) {
        Mark mark = nodes.get(life.name());
        if (mark == null || mark.epoch != life.epoch()) {
            throw JdbcNodes.fenced(life);
        }
        return mark;
    }

    @Override
    public long applied(NodeLife life) {
        return fence(life).applied;
    }

    @Override
    public long draw(NodeLife life, Account account, long wanted, long least) {
        fence(life);
        Sums sums = sums(account.id());
        long available = sums.posted - sums.held;
        long taken = available >= wanted ? wanted : available > 0 && available >= least ? available : 0;
        sums.held += taken;
        slices.merge(new SliceKey(life.number(), account.id()), taken, Long::sum);
        return taken;
    }

    @Override
    public void giveBack(NodeLife life, Account account, long amount) {
        fence(life);
        SliceKey key = new SliceKey(life.number(), account.id());
        if (slices.getOrDefault(key, 0L) < amount) {
            throw new StoreConflict("less than that drawn");
        }
        slices.merge(key, -amount, Long::sum);
        sums(account.id()).held -= amount;
    }

    @Override
    public void reclaim(NodeLife life) {
        fence(life);
        slices.forEach((key, open) -> sums(key.account()).held -= key.node() == life.number() ? open : 0);
        slices.keySet().removeIf(key -> key.node() == life.number());
    }

    @Override
    public Ledger.Settling settle(NodeLife life, Span span, List<Bill> bills) {
        Mark mark = fence(life);
        if (mark.applied != span.previous()) {
            if (mark.applied < span.last()) {
                throw new NodeFenced("the books are elsewhere");
            }
            return Ledger.Settling.ALREADY;
        }
        Set<String> seen = new HashSet<>(calls.keySet());
        List<Bill> fresh =
                bills.stream().filter(bill -> seen.add(bill.row().callId())).toList();
        book(life, fresh);
        mark.applied = span.last();
        return Ledger.Settling.APPLIED;
    }

    private void book(NodeLife life, List<Bill> bills) {
        Map<String, Payer> payers = new HashMap<>();
        bills.forEach(bill -> bill.charges()
                .forEach(charge -> payers.computeIfAbsent(charge.account().id(), id -> payer(life, id))));
        Booking booking = new Booking(life.number(), payers);
        booking.book(bills);
        for (Payer payer : payers.values()) {
            Sums sums = sums(payer.id());
            sums.posted -= payer.paid();
            sums.held -= payer.fromSlice();
            slices.merge(new SliceKey(life.number(), payer.id()), -payer.fromSlice(), Long::sum);
        }
        sums(Entry.REVENUE).posted += booking.earned();
        sums(Entry.WRITEOFF).posted -= booking.writtenOff();
        sums(Entry.COST).posted -= booking.bought();
        sums(Entry.PAYABLE).posted += booking.bought();
        booking.entries().forEach(this::add);
        bills.forEach(bill -> calls.put(bill.row().callId(), new Booked(bill, life.number())));
    }

    private void add(Entry entry) {
        if (entries.put(entry.place(), entry) != null) {
            overwritten.add("I10 " + entry.place());
        }
    }

    private Payer payer(NodeLife life, String id) {
        Sums sums = sums(id);
        Payer payer = new Payer(id, false, sums.posted - sums.held, sums.unlimited ? null : 0L);
        payer.draws(slices.getOrDefault(new SliceKey(life.number(), id), 0L));
        return payer;
    }

    @Override
    public boolean adjust(Account account, long amount, String externalId) {
        if (causes.contains(externalId)) {
            return false;
        }
        Sums sums = sums(account.id());
        if (amount < 0 && !sums.unlimited && sums.posted - sums.held + amount < 0) {
            throw new StoreConflict("less than that there");
        }
        causes.add(externalId);
        sums.posted += amount;
        sums(Entry.CLEARING).posted -= amount;
        String from = amount >= 0 ? Entry.CLEARING : account.id();
        String to = amount >= 0 ? account.id() : Entry.CLEARING;
        addAtDesk(Entry.Kind.ADJUST, from, to, new Entry.Cause("history", externalId, null), Math.abs(amount));
        return true;
    }

    private void addAtDesk(Entry.Kind kind, String from, String to, Entry.Cause cause, long amount) {
        add(new Entry(new Entry.Place(JdbcNodes.DESK, ++desk, 0), kind, from, to, amount, cause));
    }

    @Override
    public boolean correct(String callId, long amount, String externalId) {
        if (causes.contains(externalId)) {
            return false;
        }
        Booked call = calls.get(callId);
        if (call == null) {
            throw new StoreConflict("there is no call " + callId);
        }
        Entry end = at(call.place(Entry.TERMINAL));
        String place = end.place().toString();
        if (corrected.getOrDefault(place, 0L) + amount > end.amount()) {
            throw new StoreConflict("not billed so much");
        }
        causes.add(externalId);
        corrected.merge(place, amount, Long::sum);
        addAtDesk(Entry.Kind.CORRECT, end.credit(), end.debit(), new Entry.Cause("history", externalId, place), amount);
        sums(end.debit()).posted += amount;
        sums(end.credit()).posted -= amount;
        return true;
    }

    private Entry at(Entry.Place place) {
        return Objects.requireNonNull(entries.get(place));
    }

    @Override
    public Balance balance(Account account) {
        Sums sums = sums(account.id());
        return new Balance(Samples.nano(sums.posted), Samples.nano(sums.held));
    }

    @Override
    public List<String> violations() {
        List<String> violated = new ArrayList<>(overwritten);
        if (accounts.values().stream().mapToLong(sums -> sums.posted).sum() != 0) {
            violated.add("I1");
        }
        Map<String, Long> moved = new HashMap<>();
        entries.values().forEach(entry -> moved.merge(entry.credit(), entry.amount(), Long::sum));
        entries.values().forEach(entry -> moved.merge(entry.debit(), -entry.amount(), Long::sum));
        Map<String, Long> open = new HashMap<>();
        slices.forEach((key, amount) -> open.merge(key.account(), amount, Long::sum));
        accounts.forEach((id, sums) -> {
            if (sums.posted != moved.getOrDefault(id, 0L) || sums.held != open.getOrDefault(id, 0L)) {
                violated.add("I2 " + id);
            }
            if (id.startsWith("user:") && !sums.unlimited && sums.posted < sums.held) {
                violated.add("I3 " + id);
            }
        });
        calls.values().stream().filter(call -> !isBilled(call)).forEach(call -> violated.add("I4/I6 " + call));
        long ends = entries.values().stream().filter(BooksInMemory::isEnd).count();
        if (ends != calls.size()) {
            violated.add("I4");
        }
        if (slices.values().stream().anyMatch(amount -> amount < 0)) {
            violated.add("I11");
        }
        return violated;
    }

    private static boolean isEnd(Entry entry) {
        return entry.kind() == Entry.Kind.SETTLE || entry.kind() == Entry.Kind.VOID;
    }

    /** Whether a call has its end, and it and what was written off come to its cost. */
    private boolean isBilled(Booked call) {
        Entry end = entries.get(call.place(Entry.TERMINAL));
        Entry unpaid = entries.get(call.place(Entry.UNPAID));
        long sum = (end == null ? 0 : end.amount()) + (unpaid == null ? 0 : unpaid.amount());
        return end != null && isEnd(end) && sum == call.bill().row().cost().value();
    }
}
