package dev.sluice.store;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An account while a batch of bills is booked: what it has, and what the batch takes from it. */
final class Payer {
    private static final Logger LOG = LoggerFactory.getLogger(Payer.class);

    private final String id;
    private final boolean isAllowance;
    private final @Nullable Long lowest;
    private long available;
    private long open;
    private long paid;
    private long fromSlice;

    /** An account of which this node has nothing drawn. */
    Payer(String id, boolean isAllowance, long available, @Nullable Long lowest) {
        this.id = id;
        this.isAllowance = isAllowance;
        this.available = available;
        this.lowest = lowest;
    }

    /** So much of it is drawn by the node that books. */
    void draws(long slice) {
        open = slice;
    }

    boolean isAllowance() {
        return isAllowance;
    }

    String id() {
        return id;
    }

    /** What the batch takes, from the slice and beyond. */
    long paid() {
        return paid;
    }

    /** What the batch takes of the slice. */
    long fromSlice() {
        return fromSlice;
    }

    /** Pays as much of a charge as slice and balance have, and says how much that was. */
    long pay(Bill.Charge charge) {
        long drawn = takeFromSlice(charge);
        long wanted = charge.amount() - drawn;
        long more = lowest == null ? wanted : Math.clamp(wanted, 0, Math.max(0, available));
        available = Math.subtractExact(available, more);
        paid = Math.addExact(paid, drawn + more);
        return drawn + more;
    }

    /** Takes a charge from an allowance, below nothing if need be. */
    void spend(Bill.Charge charge) {
        takeFromSlice(charge);
        paid = Math.addExact(paid, charge.amount());
    }

    private long takeFromSlice(Bill.Charge charge) {
        long drawn = Math.min(charge.fromSlice(), open);
        if (drawn < charge.fromSlice()) {
            LOG.error("a bill spends more than is drawn: account={} open={}", id, open);
        }
        open -= drawn;
        fromSlice += drawn;
        return drawn;
    }
}
