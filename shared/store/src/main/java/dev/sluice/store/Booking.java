package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.UsageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arithmetic of settling: turns a batch of bills into entries and sums, in the order of the batch. Knows no database. */
final class Booking {
    private final int node;
    private final Map<String, Payer> payers;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> purchases = new TreeMap<>();
    private long earned;
    private long writtenOff;
    private long bought;

    /**
     * Ready to book.
     *
     * @param payers the accounts that the bills name, as far as they exist
     */
    Booking(int node, Map<String, Payer> payers) {
        this.node = node;
        this.payers = payers;
    }

    void book(List<Bill> bills) {
        bills.forEach(this::book);
        if (!bills.isEmpty()) {
            bookPurchases(bills.getLast().seq());
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** What revenue gains. */
    long earned() {
        return earned;
    }

    /** What of it nobody paid. */
    long writtenOff() {
        return writtenOff;
    }

    /** What providers are owed. */
    long bought() {
        return bought;
    }

    private void book(Bill bill) {
        long paid = 0;
        long unpaid = 0;
        for (Bill.Charge charge : bill.charges()) {
            Payer payer = payers.get(charge.account().id());
            if (payer != null && payer.isAllowance()) {
                payer.spend(charge);
            } else if (charge.account().isBalance()) {
                long covered = payer == null ? 0 : payer.pay(charge);
                paid = Math.addExact(paid, covered);
                unpaid = Math.addExact(unpaid, charge.amount() - covered);
            }
        }
        RequestRow row = bill.row();
        String user = Account.ofUser(row.userId()).id();
        add(bill.seq(), Entry.TERMINAL, isVoid(row) ? Entry.Kind.VOID : Entry.Kind.SETTLE, user, paid);
        if (unpaid > 0) {
            add(bill.seq(), Entry.UNPAID, Entry.Kind.WRITEOFF, Entry.WRITEOFF, unpaid);
        }
        earned = Math.addExact(earned, Math.addExact(paid, unpaid));
        writtenOff = Math.addExact(writtenOff, unpaid);
        long purchase = row.reckoning().purchase().value();
        if (purchase > 0) {
            purchases.merge(row.channelId() == null ? "" : row.channelId(), purchase, Math::addExact);
        }
    }

    private static boolean isVoid(RequestRow row) {
        return row.usageSource() == UsageSource.NONE && row.cost().value() == 0;
    }

    private void add(long seq, int line, Entry.Kind kind, String debit, long amount) {
        entries.add(new Entry(new Entry.Place(node, seq, line), kind, debit, Entry.REVENUE, amount, null));
    }

    /** One for each channel, so that the hot path writes no entry more per call. */
    private void bookPurchases(long seq) {
        int line = Entry.OF_BATCH;
        for (Map.Entry<String, Long> purchase : purchases.entrySet()) {
            entries.add(new Entry(
                    new Entry.Place(node, seq, line++),
                    Entry.Kind.PURCHASE,
                    Entry.COST,
                    Entry.PAYABLE,
                    purchase.getValue(),
                    new Entry.Cause(purchase.getKey(), null, null)));
            bought = Math.addExact(bought, purchase.getValue());
        }
    }
}
