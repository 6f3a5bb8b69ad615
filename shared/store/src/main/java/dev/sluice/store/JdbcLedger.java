package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * {@link Ledger} over JDBC.
 *
 * <p>Locks are always taken in this order: accounts by id, their slices, house accounts. A slice is only written by who has
 * locked its account, so that looking at it and then writing it needs no lock of its own.
 */
final class JdbcLedger implements Ledger {
    private static final String OPEN = "granted - spent - returned";

    private final Database database;

    JdbcLedger(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Balance> balance(Account account) {
        return database.read(h -> balance(h, account, ""));
    }

    private static Optional<Balance> balance(Handle handle, Account account, String lock) {
        return handle.createQuery("SELECT posted, held FROM account WHERE id = :id" + lock)
                .bind("id", account.id())
                .map((rs, ctx) -> new Balance(new NanoDollars(rs.getLong(1)), new NanoDollars(rs.getLong(2))))
                .findOne();
    }

    @Override
    public NanoDollars draw(String nodeId, Account account, NanoDollars wanted, NanoDollars least) {
        if (!wanted.isPositive() || least.isNegative() || least.compareTo(wanted) > 0) {
            throw new IllegalArgumentException("more than nothing is drawn, and no less than the least");
        }
        return database.write(h -> {
            NanoDollars taken = hold(h, account, wanted) ? wanted : holdRest(h, account, least);
            if (taken.isPositive()) {
                grant(h, nodeId, account, taken);
            }
            return taken;
        });
    }

    private static boolean hold(Handle handle, Account account, NanoDollars amount) {
        return handle.createUpdate(
                                "UPDATE account SET held = held + :amount WHERE id = :id AND posted - held >= :amount")
                        .bind("amount", amount.value())
                        .bind("id", account.id())
                        .execute()
                == 1;
    }

    private NanoDollars holdRest(Handle handle, Account account, NanoDollars least) {
        return balance(handle, account, database.dialect().forUpdate())
                .map(Balance::available)
                .filter(rest -> rest.isPositive() && rest.compareTo(least) >= 0)
                .filter(rest -> hold(handle, account, rest))
                .orElse(NanoDollars.ZERO);
    }

    /** Begins the slice's figures anew with what is still open, so that they never grow without end. */
    private static void grant(Handle handle, String nodeId, Account account, NanoDollars amount) {
        int known = handle.createUpdate("UPDATE slice SET granted = " + OPEN + " + :amount, spent = 0, returned = 0"
                        + " WHERE node = :node AND account = :account")
                .bind("amount", amount.value())
                .bind("node", nodeId)
                .bind("account", account.id())
                .execute();
        if (known == 0) {
            handle.execute(
                    "INSERT INTO slice (node, account, granted, spent, returned) VALUES (?, ?, ?, 0, 0)",
                    nodeId,
                    account.id(),
                    amount.value());
        }
    }

    @Override
    public void giveBack(String nodeId, Account account, NanoDollars amount) {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("nothing negative is given back");
        }
        if (amount.isPositive()) {
            database.write(h -> {
                release(h, new Slice(nodeId, account.id(), amount.value()));
                return amount;
            });
        }
    }

    @Override
    public void reclaim(String nodeId) {
        database.write(h -> {
            List<Slice> open = h.createQuery("SELECT account, " + OPEN + " FROM slice WHERE node = :node AND " + OPEN
                            + " > 0 ORDER BY account")
                    .bind("node", nodeId)
                    .map((rs, ctx) -> new Slice(nodeId, rs.getString(1), rs.getLong(2)))
                    .list();
            open.forEach(slice -> release(h, slice));
            return open.size();
        });
    }

    private record Slice(String node, String account, long amount) {}

    private static void release(Handle handle, Slice slice) {
        int released = handle.execute(
                "UPDATE account SET held = held - ? WHERE id = ? AND held >= ?",
                slice.amount(),
                slice.account(),
                slice.amount());
        int returned = handle.execute(
                "UPDATE slice SET returned = returned + ? WHERE node = ? AND account = ? AND " + OPEN + " >= ?",
                slice.amount(),
                slice.node(),
                slice.account(),
                slice.amount());
        if (released + returned < 2) {
            throw new StoreConflict("node " + slice.node() + " has less than that drawn of " + slice.account());
        }
    }

    @Override
    public void settle(String nodeId, List<Bill> bills) {
        if (!bills.isEmpty()) {
            database.writeOnce(h -> new Settling(h, database.dialect(), nodeId).settle(bills));
        }
    }

    @Override
    public boolean adjust(Account account, NanoDollars amount, String reason, String externalId) {
        return database.writeOnce(h -> {
            if (isBooked(h, externalId)) {
                return false;
            }
            move(h, account, amount.value());
            Entry.insert(h, List.of(adjustment(account, amount.value(), new Entry.Cause(reason, externalId))));
            h.execute("UPDATE account SET posted = posted - ? WHERE id = ?", amount.value(), Entry.CLEARING);
            return true;
        });
    }

    private static boolean isBooked(Handle handle, String externalId) {
        return handle.createQuery("SELECT id FROM entry WHERE external_id = :external")
                .bind("external", externalId)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    private static void move(Handle handle, Account account, long amount) {
        int moved = handle.createUpdate("UPDATE account SET posted = posted + :amount WHERE id = :id AND kind = 'user'"
                        + " AND (:amount >= 0 OR lowest IS NULL OR posted - held + :amount >= lowest)")
                .bind("amount", amount)
                .bind("id", account.id())
                .execute();
        if (moved == 0) {
            throw new StoreConflict("there is no balance " + account.id() + ", or less in it than is to be taken");
        }
    }

    private static Entry adjustment(Account account, long amount, Entry.Cause cause) {
        return amount >= 0
                ? new Entry(Entry.Kind.ADJUST, null, Entry.CLEARING, account.id(), amount, cause)
                : new Entry(Entry.Kind.ADJUST, null, account.id(), Entry.CLEARING, Math.negateExact(amount), cause);
    }

    @Override
    public List<Finding> audit() {
        return database.snapshot(h -> {
            database.unhurried(h);
            return new Audit(h).findings();
        });
    }

    @Override
    public long settledRequests() {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM entry WHERE kind = 'settle'")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public long openHolds() {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM slice WHERE " + OPEN + " > 0")
                .mapTo(Long.class)
                .one());
    }
}
