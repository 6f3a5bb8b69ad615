package dev.sluice.store;

import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Compares requests with the entries that stand at the same place: I4 to I8. */
final class RowAudit {
    private static final int FETCH = 1_000;
    private static final long ABSURD = 1_000_000_000;

    // Prices are multiplied here and not in SQL, whose integers overflow silently or turn into fractions. Entries are
    // asked for row by row, each by its whole key: joined, or by a part of the key, PostgreSQL and MariaDB read all
    // entries for each row of a table that they have no, or old, statistics of.
    private static final String ROWS = "SELECT " + PricedCall.COLUMNS + entry("kind", Entry.TERMINAL)
            + entry("amount", Entry.TERMINAL) + entry("amount", Entry.UNPAID) + " FROM request r WHERE ";

    private final Handle handle;
    private final Repricing repricing;
    private final Tally tally;

    RowAudit(Handle handle, Repricing repricing, Tally tally) {
        this.handle = handle;
        this.repricing = repricing;
        this.tally = tally;
    }

    void check(Stretch stretch) throws SQLException {
        if (stretch.upTo() <= stretch.after()) {
            checkMarks(stretch);
            return;
        }
        if (stretch.isDesk()) {
            tally.add(Invariant.I4, count("SELECT COUNT(*) FROM request r WHERE r.node = " + stretch.node()));
            tally.add(Invariant.I4, misplacedEnds(stretch, "TRUE"));
        } else {
            checkRows(stretch);
            tally.add(Invariant.I4, endsWithoutRequest(stretch));
            tally.add(Invariant.I4, misplacedEnds(stretch, "e.line <> " + Entry.TERMINAL));
            tally.check(Invariant.I6, PurchaseAudit.agrees(handle, stretch));
        }
        checkMarks(stretch);
    }

    private void checkRows(Stretch stretch) throws SQLException {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ROWS + stretch.of("r"))) {
            statement.setFetchSize(FETCH);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next()) {
                    checkRow(rs);
                }
            }
        }
    }

    private static String entry(String column, int line) {
        return ", (SELECT e." + column + " FROM entry e WHERE e.node = r.node AND e.seq = r.seq AND e.line = " + line
                + ")";
    }

    private void checkRow(ResultSet rs) throws SQLException {
        PricedCall call = PricedCall.read(rs);
        Usage usage = call.usage();
        String end = rs.getString(PricedCall.NEXT);
        long ended = rs.getLong(PricedCall.NEXT + 1);
        long unpaid = rs.getLong(PricedCall.NEXT + 2);
        boolean settled = Entry.Kind.SETTLE.word().equals(end);
        tally.check(Invariant.I4, settled || Entry.Kind.VOID.word().equals(end));
        long cost = call.reckoning().cost().value();
        boolean admitted = call.reckoning().held() != null;
        tally.check(Invariant.I5, admitted || (cost == 0 && !settled));
        tally.check(Invariant.I6, cost - ended == unpaid && usage != null && repricing.isRight(call));
        tally.check(Invariant.I7, usage != null && isSane(usage));
    }

    private static boolean isSane(Usage usage) {
        RareUsage rare = usage.rare();
        return usage.input() <= ABSURD
                && usage.cacheRead() <= ABSURD
                && usage.cacheWrite() <= ABSURD
                && usage.output() <= ABSURD
                && usage.reasoning() <= ABSURD
                && rare.cacheWriteHour() <= ABSURD
                && rare.audioInput() <= ABSURD
                && rare.imageInput() <= ABSURD
                && rare.audioOutput() <= ABSURD
                && rare.imageOutput() <= ABSURD;
    }

    private long endsWithoutRequest(Stretch stretch) {
        return count("SELECT COUNT(*) FROM entry e WHERE " + stretch.of("e") + " AND e.seq >= " + stretch.rowsFrom()
                + " AND e.line = " + Entry.TERMINAL
                + " AND (SELECT COUNT(*) FROM request r WHERE r.node = e.node AND r.seq = e.seq) = 0");
    }

    private long misplacedEnds(Stretch stretch, String where) {
        return count("SELECT COUNT(*) FROM entry e WHERE " + stretch.of("e") + " AND " + where
                + " AND e.kind IN ('settle', 'void')");
    }

    /** What the node's row says it has, it has; the desk counts its entries without a gap. */
    private void checkMarks(Stretch stretch) {
        long beyond = count(
                "SELECT COUNT(*) FROM entry e WHERE e.node = " + stretch.node() + " AND e.seq > " + stretch.applied());
        tally.add(Invariant.I8, beyond);
        if (stretch.isDesk()) {
            long booked = count("SELECT COUNT(DISTINCT e.seq) FROM entry e WHERE " + stretch.of("e"));
            long upTo = Math.min(stretch.applied(), stretch.upTo());
            tally.check(Invariant.I8, beyond > 0 || booked == upTo - stretch.after());
        } else {
            long newest = count("SELECT COALESCE(MAX(r.seq), 0) FROM request r WHERE r.node = " + stretch.node());
            boolean kept = stretch.lastRow() >= stretch.rowsFrom();
            tally.check(Invariant.I8, kept ? newest == stretch.lastRow() : newest < stretch.rowsFrom());
            tally.check(Invariant.I8, newest <= stretch.applied());
        }
    }

    private long count(String sql) {
        return handle.createQuery(sql).mapTo(Long.class).one();
    }
}
