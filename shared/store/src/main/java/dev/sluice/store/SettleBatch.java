package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of bills entering the books, within one transaction. All accounts are locked first; what each pays is then
 * computed by {@link Booking} and written once per account, however many bills name it.
 */
final class SettleBatch {
    private static final Logger LOG = LoggerFactory.getLogger(SettleBatch.class);
    private static final int NAMES_AT_ONCE = 500;

    private final Handle handle;
    private final SqlDialect dialect;
    private final NodeLife life;
    private final Map<String, Payer> payers = new HashMap<>();

    SettleBatch(Handle handle, SqlDialect dialect, NodeLife life) {
        this.handle = handle;
        this.dialect = dialect;
        this.life = life;
    }

    /** The bills whose calls are not in the books. */
    List<Bill> withoutKnown(List<Bill> bills) throws SQLException {
        Set<String> ids = new TreeSet<>();
        bills.forEach(bill -> ids.add(bill.row().callId()));
        Set<String> known = new HashSet<>();
        query("SELECT call_id FROM request WHERE call_id IN (", ids, ")", rs -> known.add(rs.getString(1)));
        return bills.stream()
                .filter(bill -> !known.contains(bill.row().callId()))
                .toList();
    }

    void book(Span span, List<Bill> given) throws SQLException {
        lockPayers(given);
        List<Bill> bills = chargingKeys(given);
        Booking booking = new Booking(life.number(), payers);
        booking.book(bills);
        RequestTable.insert(handle, life.number(), bills);
        Entry.book(handle, life.number(), span, booking.entries());
        writePayers();
        SoftLimits.check(handle, payers.keySet());
        post(Entry.COST, -booking.bought());
        post(Entry.PAYABLE, booking.bought());
        post(Entry.REVENUE, booking.earned());
        post(Entry.WRITEOFF, -booking.writtenOff());
        if (booking.writtenOff() > 0) {
            LOG.warn("written off: node={} calls={} nanodollars={}", life.name(), bills.size(), booking.writtenOff());
        }
    }

    /**
     * A budget counts also the calls that were on their way when it was set, or came before all nodes had heard of it. The
     * account of one that is not in force any more is charged too, which nobody sees: setting it again reckons it anew.
     */
    private List<Bill> chargingKeys(List<Bill> bills) {
        return bills.stream()
                .map(bill -> KeyBudgets.isUncharged(bill)
                                && payers.containsKey(
                                        Account.ofKey(bill.row().keyId()).id())
                        ? KeyBudgets.charging(bill)
                        : bill)
                .toList();
    }

    private void lockPayers(List<Bill> bills) throws SQLException {
        Set<String> names = new TreeSet<>();
        for (Bill bill : bills) {
            bill.charges().forEach(charge -> names.add(charge.account().id()));
            if (KeyBudgets.isUncharged(bill)) {
                names.add(Account.ofKey(bill.row().keyId()).id());
            }
        }
        query(
                "SELECT id, kind, posted, held, lowest FROM account WHERE id IN (",
                names,
                ") ORDER BY id" + dialect.forUpdate(),
                this::readPayer);
        query(
                "SELECT account, granted - spent - returned FROM slice WHERE node = " + life.number()
                        + " AND account IN (",
                names,
                ")",
                this::readSlice);
    }

    private void readPayer(ResultSet rs) throws SQLException {
        String id = rs.getString(1);
        boolean isAllowance = "allowance".equals(rs.getString(2));
        long available = Math.subtractExact(rs.getLong(3), rs.getLong(4));
        long lowest = rs.getLong(5);
        payers.put(id, new Payer(id, isAllowance, available, rs.wasNull() ? null : lowest));
    }

    private void readSlice(ResultSet rs) throws SQLException {
        Payer payer = payers.get(rs.getString(1));
        if (payer != null) {
            payer.draws(rs.getLong(2));
        }
    }

    private interface RowReader {
        void read(ResultSet rs) throws SQLException;
    }

    private void query(String before, Set<String> sorted, String after, RowReader reader) throws SQLException {
        List<String> all = List.copyOf(sorted);
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

    private void writePayers() throws SQLException {
        try (PreparedStatement statement = handle.getConnection()
                .prepareStatement("UPDATE account SET posted = posted - ?, held = held - ? WHERE id = ?")) {
            for (Payer payer : payers.values()) {
                statement.setLong(1, payer.paid());
                statement.setLong(2, payer.fromSlice());
                statement.setString(3, payer.id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        try (PreparedStatement statement = handle.getConnection()
                .prepareStatement("UPDATE slice SET spent = spent + ? WHERE node = ? AND account = ?")) {
            for (Payer payer : payers.values()) {
                if (payer.fromSlice() > 0) {
                    statement.setLong(1, payer.fromSlice());
                    statement.setInt(2, life.number());
                    statement.setString(3, payer.id());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private void post(String account, long amount) {
        if (amount != 0) {
            handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", amount, account);
        }
    }
}
