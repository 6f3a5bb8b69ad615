package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One line of the books: an amount moves from one account to another.
 *
 * @param callId the call that caused it, or
 * @param cause what else did
 */
record Entry(
        Kind kind,
        @Nullable String callId,
        String debit,
        String credit,
        long amount,
        @Nullable Cause cause) {
    static final String REVENUE = "revenue";
    static final String WRITEOFF = "writeoff";
    static final String CLEARING = "topup_clearing";

    private static final String INSERT = "INSERT INTO entry (kind, call_id, terminal, debit, credit, amount, reason,"
            + " external_id, booked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** What an entry is for. */
    enum Kind {
        SETTLE("settle", true),
        VOID("void", true),
        WRITEOFF("writeoff", false),
        ADJUST("adjust", false);

        private final String word;
        private final boolean terminal;

        Kind(String word, boolean terminal) {
            this.word = word;
            this.terminal = terminal;
        }
    }

    /** Why an entry was made that no call caused. */
    record Cause(String reason, String externalId) {}

    static Entry ofCall(Kind kind, String callId, String debit, long amount) {
        return new Entry(kind, callId, debit, REVENUE, amount, null);
    }

    static void insert(Handle handle, List<Entry> entries) throws SQLException {
        long now = System.currentTimeMillis();
        try (PreparedStatement statement = handle.getConnection().prepareStatement(INSERT)) {
            for (Entry entry : entries) {
                entry.bind(statement);
                statement.setLong(9, now);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement s) throws SQLException {
        s.setString(1, kind.word);
        s.setString(2, callId);
        if (kind.terminal) {
            s.setInt(3, 1);
        } else {
            s.setNull(3, Types.SMALLINT);
        }
        s.setString(4, debit);
        s.setString(5, credit);
        s.setLong(6, amount);
        s.setString(7, cause == null ? null : cause.reason());
        s.setString(8, cause == null ? null : cause.externalId());
    }
}
