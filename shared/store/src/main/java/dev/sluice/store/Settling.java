package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.UsageSource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of bills entering the books, within one transaction. All accounts are locked first; what each pays is then
 * computed here and written once per account, however many bills name it.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int NAMES_AT_ONCE = 500;

    private final Handle handle;
    private final SqlDialect dialect;
    private final String node;
    private final Map<String, Purse> purses = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long earned;
    private long writtenOff;

    Settling(Handle handle, SqlDialect dialect, String node) {
        this.handle = handle;
        this.dialect = dialect;
        this.node = node;
    }

    /** Returns how many of the bills were new. */
    int settle(List<Bill> bills) throws SQLException {
        List<Bill> fresh = withoutKnown(bills);
        if (fresh.isEmpty()) {
            return 0;
        }
        lockPurses(fresh);
        fresh.forEach(this::book);
        RequestTable.insert(handle, fresh.stream().map(Bill::row).toList());
        Entry.insert(handle, entries);
        writePurses();
        if (writtenOff > 0) {
            LOG.warn("written off: node={} calls={} nanodollars={}", node, fresh.size(), writtenOff);
        }
        return fresh.size();
    }

    private List<Bill> withoutKnown(List<Bill> bills) throws SQLException {
        Set<String> ids = new HashSet<>();
        bills.forEach(bill -> ids.add(bill.row().callId()));
        Set<String> known = new HashSet<>();
        query("SELECT call_id FROM request WHERE call_id IN (", ids, ")", rs -> known.add(rs.getString(1)));
        return bills.stream().filter(bill -> known.add(bill.row().callId())).toList();
    }

    private void lockPurses(List<Bill> bills) throws SQLException {
        Set<String> names = new TreeSet<>();
        bills.forEach(bill ->
                bill.charges().forEach(charge -> names.add(charge.account().id())));
        query(
                "SELECT id, kind, posted, held, lowest FROM account WHERE id IN (",
                names,
                ") ORDER BY id" + dialect.forUpdate(),
                rs -> purses.put(rs.getString(1), new Purse(rs)));
        query(
                "SELECT account, granted - spent - returned, node FROM slice WHERE account IN (",
                names,
                ")",
                this::readSlice);
    }

    private void readSlice(ResultSet rs) throws SQLException {
        Purse purse = purses.get(rs.getString(1));
        if (purse != null && node.equals(rs.getString(3))) {
            purse.open = rs.getLong(2);
        }
    }

    private interface RowReader {
        void read(ResultSet rs) throws SQLException;
    }

    private void query(String before, Collection<String> names, String after, RowReader reader) throws SQLException {
        List<String> all = List.copyOf(names instanceof TreeSet<String> sorted ? sorted : new TreeSet<>(names));
        for (int from = 0; from < all.size(); from += NAMES_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + NAMES_AT_ONCE));
            String sql = before + "?, ".repeat(some.size() - 1) + "?" + after;
            try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
                for (int i = 0; i < some.size(); i++) {
                    statement.setString(i + 1, some.get(i));
                }
                try (ResultSet rs = statement.executeQuery()) {
                    while (rs.next()) {
                        reader.read(rs);
                    }
                }
            }
        }
    }

    private void book(Bill bill) {
        String call = bill.row().callId();
        boolean isVoid = bill.row().usageSource() == UsageSource.NONE
                && bill.row().cost().equals(NanoDollars.ZERO);
        long paid = 0;
        long unpaid = 0;
        for (Bill.Charge charge : bill.charges()) {
            Purse purse = purses.get(charge.account().id());
            if (purse != null && purse.isAllowance) {
                purse.spend(charge);
            } else if (!charge.account().isKey()) {
                long covered = purse == null ? 0 : purse.pay(charge);
                paid = Math.addExact(paid, covered);
                unpaid = Math.addExact(unpaid, charge.cost().value() - covered);
            }
        }
        String payer = Account.ofUser(bill.row().userId()).id();
        entries.add(Entry.ofCall(isVoid ? Entry.Kind.VOID : Entry.Kind.SETTLE, call, payer, paid));
        if (unpaid > 0) {
            entries.add(Entry.ofCall(Entry.Kind.WRITEOFF, call, Entry.WRITEOFF, unpaid));
        }
        earned = Math.addExact(earned, Math.addExact(paid, unpaid));
        writtenOff = Math.addExact(writtenOff, unpaid);
    }

    private void writePurses() throws SQLException {
        try (PreparedStatement statement = handle.getConnection()
                .prepareStatement("UPDATE account SET posted = posted - ?, held = held - ? WHERE id = ?")) {
            for (Purse purse : purses.values()) {
                purse.bindAccount(statement);
            }
            statement.executeBatch();
        }
        try (PreparedStatement statement = handle.getConnection()
                .prepareStatement("UPDATE slice SET spent = spent + ? WHERE node = ? AND account = ?")) {
            for (Purse purse : purses.values()) {
                statement.setLong(1, purse.fromSlice);
                statement.setString(2, node);
                statement.setString(3, purse.id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        post(Entry.REVENUE, earned);
        post(Entry.WRITEOFF, -writtenOff);
    }

    private void post(String account, long amount) {
        if (amount != 0) {
            handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", amount, account);
        }
    }

    /** An account while a batch is booked. */
    private static final class Purse {
        private final String id;
        private final boolean isAllowance;
        private final @Nullable Long lowest;
        private long available;
        private long open;
        private long paid;
        private long fromSlice;

        Purse(ResultSet rs) throws SQLException {
            id = rs.getString(1);
            isAllowance = "allowance".equals(rs.getString(2));
            available = Math.subtractExact(rs.getLong(3), rs.getLong(4));
            long floor = rs.getLong(5);
            lowest = rs.wasNull() ? null : floor;
        }

        /** Pays as much of a charge as slice and balance have, and says how much that was. */
        long pay(Bill.Charge charge) {
            long drawn = takeFromSlice(charge);
            long wanted = charge.cost().value() - drawn;
            long more = lowest == null ? wanted : Math.clamp(wanted, 0, Math.max(0, available));
            available = Math.subtractExact(available, more);
            paid = Math.addExact(paid, drawn + more);
            return drawn + more;
        }

        /** Takes a charge from an allowance, below nothing if need be. */
        void spend(Bill.Charge charge) {
            takeFromSlice(charge);
            paid = Math.addExact(paid, charge.cost().value());
        }

        private long takeFromSlice(Bill.Charge charge) {
            long drawn = Math.min(charge.fromSlice().value(), open);
            if (drawn < charge.fromSlice().value()) {
                LOG.error("a bill spends more than is drawn: account={} open={}", id, open);
            }
            open -= drawn;
            fromSlice += drawn;
            return drawn;
        }

        void bindAccount(PreparedStatement statement) throws SQLException {
            statement.setLong(1, paid);
            statement.setLong(2, fromSlice);
            statement.setString(3, id);
            statement.addBatch();
        }
    }
}
