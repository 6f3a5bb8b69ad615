package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Bill;
import dev.sluice.store.Finding;
import dev.sluice.store.Ledger;
import dev.sluice.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A ledger in memory that can be away, and that can find a bill impossible. */
final class MemoryLedger implements Ledger {
    private final Map<Account, Long> posted = new HashMap<>();
    private final Map<Account, Long> held = new HashMap<>();
    private final Map<String, Bill> bills = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> reclaimed = new ArrayList<>();
    private final List<NanoDollars> wishes = new ArrayList<>();
    private boolean away;
    private Predicate<Bill> impossible = bill -> false;
    private List<Finding> findings = List.of();

    synchronized void setAway(boolean isAway) {
        away = isAway;
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
    synchronized List<NanoDollars> wishes() {
        return List.copyOf(wishes);
    }

    synchronized long posted(Account account) {
        return posted.getOrDefault(account, 0L);
    }

    synchronized long held(Account account) {
        return held.getOrDefault(account, 0L);
    }

    @Override
    public synchronized Optional<Balance> balance(Account account) {
        check();
        return Optional.ofNullable(posted.get(account))
                .map(amount -> new Balance(new NanoDollars(amount), new NanoDollars(held(account))));
    }

    @Override
    public synchronized NanoDollars draw(String nodeId, Account account, NanoDollars wanted, NanoDollars least) {
        check();
        wishes.add(wanted);
        long available = posted(account) - held(account);
        long got = available < least.value() ? 0 : Math.min(available, wanted.value());
        held.merge(account, got, Long::sum);
        return new NanoDollars(got);
    }

    @Override
    public synchronized void giveBack(String nodeId, Account account, NanoDollars amount) {
        check();
        held.merge(account, -amount.value(), Long::sum);
    }

    @Override
    public synchronized void settle(String nodeId, List<Bill> batch) {
        check();
        for (Bill bill : batch) {
            if (impossible.test(bill)) {
                throw new IllegalStateException("impossible: " + bill.row().callId());
            }
        }
        batches.add(batch.size());
        batch.forEach(this::book);
    }

    private void book(Bill bill) {
        if (bills.putIfAbsent(bill.row().callId(), bill) == null) {
            for (Bill.Charge charge : bill.charges()) {
                posted.merge(charge.account(), -charge.cost().value(), Long::sum);
                held.merge(charge.account(), -charge.fromSlice().value(), Long::sum);
            }
        }
    }

    @Override
    public synchronized void reclaim(String nodeId) {
        check();
        reclaimed.add(nodeId);
    }

    @Override
    public synchronized boolean adjust(Account account, NanoDollars amount, String reason, String externalId) {
        posted.merge(account, amount.value(), Long::sum);
        return true;
    }

    @Override
    public synchronized List<Finding> audit() {
        check();
        return findings;
    }

    @Override
    public synchronized long settledRequests() {
        return bills.size();
    }

    @Override
    public synchronized long openHolds() {
        return held.values().stream().filter(amount -> amount != 0).count();
    }

    private void check() {
        if (away) {
            throw new StoreUnavailable("the database is away", new IllegalStateException("test"));
        }
    }
}
