package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One line of the books: an amount moves from one account to another.
 *
 * @param cause what no call caused says why
 */
record Entry(
        Place place,
        Kind kind,
        String debit,
        String credit,
        long amount,
        @Nullable Cause cause) {
    static final String REVENUE = "revenue";
    static final String WRITEOFF = "writeoff";
    static final String CLEARING = "topup_clearing";
    static final String PROMO = "promo";
    static final String COST = "provider_cost";
    static final String PAYABLE = "provider_payable";

    /** The line that ends a call. */
    static final int TERMINAL = 0;
    /** What a call could not pay. */
    static final int UNPAID = 1;
    /** From here on, what a whole batch caused; it stands with the batch's last call. */
    static final int OF_BATCH = 16;

    private static final String INSERT = "INSERT INTO entry (node, seq, line, kind, debit, credit, amount, reason,"
            + " external_id, corrects, booked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** What an entry is for. */
    enum Kind {
        SETTLE,
        VOID,
        WRITEOFF,
        PURCHASE,
        ADJUST,
        CORRECT,
        EXPIRE,
        TOPUP,
        GIFT,
        REDEEM;

        private final String word = name().toLowerCase(Locale.ROOT);

        String word() {
            return word;
        }
    }

    /** Where an entry stands: a node, a sequence of its journal, and a line there. */
    record Place(int node, long seq, int line) {
        @Override
        public String toString() {
            return node + "/" + seq + "/" + line;
        }
    }

    /**
     * Why an entry was made.
     *
     * @param corrects the entry that this one makes good
     */
    record Cause(
            String reason,
            @Nullable String externalId,
            @Nullable String corrects) {}

    /**
     * Books and seals what a span of a node brought, within the transaction that has moved the node's mark.
     *
     * @param entries in the order of their places
     */
    static void book(Handle handle, int node, Span span, List<Entry> entries) throws SQLException {
        long now = System.currentTimeMillis();
        insert(handle, entries, now);
        new Seals(handle).add(node, span, entries, now);
    }

    /** Books and seals entries of one sequence of the desk, which is locked and has just moved to it. */
    static void bookAtDesk(Handle handle, List<Entry> entries) throws SQLException {
        long seq = entries.getFirst().place().seq();
        book(handle, JdbcNodes.DESK, new Span(seq - 1, seq), entries);
    }

    private static void insert(Handle handle, List<Entry> entries, long now) throws SQLException {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(INSERT)) {
            for (Entry entry : entries) {
                entry.bind(statement);
                statement.setLong(11, now);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement s) throws SQLException {
        s.setInt(1, place.node());
        s.setLong(2, place.seq());
        s.setInt(3, place.line());
        s.setString(4, kind.word);
        s.setString(5, debit);
        s.setString(6, credit);
        s.setLong(7, amount);
        s.setString(8, cause == null ? null : cause.reason());
        s.setString(9, cause == null ? null : cause.externalId());
        s.setString(10, cause == null ? null : cause.corrects());
    }
}
