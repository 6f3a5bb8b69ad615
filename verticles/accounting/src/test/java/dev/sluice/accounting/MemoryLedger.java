package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.AuditPace;
import dev.sluice.store.AuditTerms;
import dev.sluice.store.Balance;
import dev.sluice.store.Bill;
import dev.sluice.store.Finding;
import dev.sluice.store.Ledger;
import dev.sluice.store.NodeLife;
import dev.sluice.store.ProviderReport;
import dev.sluice.store.Span;
import dev.sluice.store.StoreUnavailable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A ledger in memory that can be away, and that can find a bill impossible. */
final class MemoryLedger implements Ledger {
    private final Map<Account, Long> posted = new HashMap<>();
    private final Map<String, Map<Account, Long>> slices = new HashMap<>();
    private final MemoryNodes nodes;
    private final Map<String, Bill> bills = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> reclaimed = new ArrayList<>();
    private final List<Long> wishes = new ArrayList<>();
    private long strays;
    private boolean answerLost;
    private boolean away;
    private Predicate<Bill> impossible = bill -> false;
    private List<Finding> findings = List.of();

    MemoryLedger(MemoryNodes nodes) {
        this.nodes = nodes;
    }

    synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    /** The next draw, return or batch is booked, and nobody hears of it. */
    synchronized void loseNextAnswer() {
        answerLost = true;
    }

    synchronized void refuse(Predicate<Bill> which) {
        impossible = which;
    }

    synchronized void setFindings(List<Finding> found) {
        findings = found;
    }

    synchronized List<Bill> bills() {
        return List.copyOf(bills.values());
    }

    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    synchronized List<String> reclaimed() {
        return List.copyOf(reclaimed);
    }

    /** What was wanted in each draw. */
    synchronized List<Long> wishes() {
        return List.copyOf(wishes);
    }

    synchronized long posted(Account account) {
        return posted.getOrDefault(account, 0L);
    }

    synchronized long held(Account account) {
        return slices.values().stream()
                .mapToLong(drawn -> drawn.getOrDefault(account, 0L))
                .sum();
    }

    @Override
    public synchronized Optional<Balance> balance(Account account) {
        check();
        return Optional.ofNullable(posted.get(account))
                .map(amount -> new Balance(new NanoDollars(amount), new NanoDollars(held(account))));
    }

    @Override
    public synchronized long draw(NodeLife life, Account account, long wanted, long least) {
        check();
        nodes.check(life);
        wishes.add(wanted);
        long available = posted(account) - held(account);
        long got = available < least ? 0 : Math.min(available, wanted);
        change(life, account, got);
        answer();
        return got;
    }

    @Override
    public synchronized void giveBack(NodeLife life, Account account, long amount) {
        check();
        nodes.check(life);
        change(life, account, -amount);
        answer();
    }

    @Override
    public synchronized Settling settle(NodeLife life, Span span, List<Bill> batch) {
        check();
        for (Bill bill : batch) {
            if (impossible.test(bill)) {
                throw new IllegalStateException("impossible: " + bill.row().callId());
            }
        }
        if (!nodes.advance(life, span)) {
            return Settling.ALREADY;
        }
        if (!batch.isEmpty()) {
            batches.add(batch.size());
        }
        for (Bill bill : batch) {
            inside(span, bill);
            book(life, bill);
        }
        answer();
        return Settling.APPLIED;
    }

    private void answer() {
        if (answerLost) {
            answerLost = false;
            throw new StoreUnavailable("the connection was lost at commit", new IllegalStateException("test"));
        }
    }

    private static void inside(Span span, Bill bill) {
        if (bill.seq() <= span.previous() || bill.seq() > span.last()) {
            throw new IllegalArgumentException("bill " + bill.seq() + " is not in " + span);
        }
    }

    private void change(NodeLife life, Account account, long by) {
        slices.computeIfAbsent(life.name(), name -> new HashMap<>()).merge(account, by, Long::sum);
    }

    private void book(NodeLife life, Bill bill) {
        if (bills.putIfAbsent(bill.row().callId(), bill) == null) {
            for (Bill.Charge charge : bill.charges()) {
                posted.merge(charge.account(), -charge.amount(), Long::sum);
                change(life, charge.account(), -charge.fromSlice());
            }
        } else {
            strays++;
        }
    }

    @Override
    public synchronized void reclaim(NodeLife life) {
        check();
        nodes.check(life);
        slices.remove(life.name());
        reclaimed.add(life.name());
    }

    @Override
    public synchronized boolean reclaim(NodeLife life, Account account, long billed) {
        check();
        nodes.check(life);
        if (nodes.state(life).applied() < billed) {
            return false;
        }
        slices.getOrDefault(life.name(), new HashMap<>()).remove(account);
        answer();
        return true;
    }

    @Override
    public synchronized long strays() {
        return strays;
    }

    @Override
    public synchronized boolean adjust(Account account, NanoDollars amount, String reason, String externalId) {
        posted.merge(account, amount.value(), Long::sum);
        return true;
    }

    @Override
    public boolean correct(String callId, NanoDollars amount, String reason, String externalId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void report(ProviderReport report) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ProviderReport> reports(LocalDate from, LocalDate to) {
        return List.of();
    }

    @Override
    public long seal() {
        return 0;
    }

    @Override
    public synchronized List<Finding> audit(AuditTerms terms) {
        check();
        return findings;
    }

    @Override
    public List<Finding> auditNew(AuditTerms terms, AuditPace pace) {
        return audit(terms);
    }

    @Override
    public long unaudited() {
        return 0;
    }

    @Override
    public synchronized long settledRequests() {
        return bills.size();
    }

    @Override
    public synchronized long openHolds() {
        return slices.values().stream()
                .flatMap(drawn -> drawn.values().stream())
                .filter(amount -> amount != 0)
                .count();
    }

    private void check() {
        if (away) {
            throw new StoreUnavailable("the database is away", new IllegalStateException("test"));
        }
    }
}
