package dev.sluice.store;

import dev.sluice.model.call.Reckoning;
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

    /** Entries that are held in memory at once. */
    private static final int ENTRIES = 10_000;

    // Prices are multiplied here and not in SQL, whose integers overflow silently or turn into fractions. Entries are
    // walked beside the requests: to look for those of each request took as long as all else that is done with it, and
    // joined, PostgreSQL and MariaDB read all entries for each row of a table that they have no, or old, statistics of.
    private static final String ROWS = "SELECT " + PricedCall.COLUMNS + ", r.seq FROM request r WHERE ";

    private final Handle handle;
    private final Repricing repricing;
    private final Tally tally;
    private boolean bought;

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
            tally.add(Invariant.I4, endsOfDesk(stretch));
        } else {
            checkCalls(stretch);
        }
        checkMarks(stretch);
    }

    private void checkCalls(Stretch stretch) throws SQLException {
        bought = false;
        long after = stretch.after();
        while (after < stretch.upTo()) {
            Ends ends = Ends.read(handle, stretch, after, ENTRIES);
            tally.add(Invariant.I4, ends.misplaced());
            bought |= ends.haveBought();
            checkRows(stretch, after, ends);
            after = ends.upTo();
        }
        tally.check(Invariant.I6, !bought || PurchaseAudit.agrees(handle, stretch));
    }

    private void checkRows(Stretch stretch, long after, Ends ends) throws SQLException {
        String part = stretch.of("r") + " AND r.seq > " + after + " AND r.seq <= " + ends.upTo();
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ROWS + part + " ORDER BY r.seq")) {
            statement.setFetchSize(FETCH);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next()) {
                    long seq = rs.getLong(PricedCall.NEXT);
                    passOver(ends, seq, stretch.rowsFrom());
                    checkRow(PricedCall.readBilled(rs), ends.at(seq));
                }
            }
        }
        passOver(ends, Long.MAX_VALUE, stretch.rowsFrom());
    }

    /** Entries that no request stands beside: those of requests that were deleted by policy, or faults. */
    private void passOver(Ends ends, long seq, long rowsFrom) {
        Ends.End end = ends.nextBefore(seq);
        while (end != null) {
            tally.check(Invariant.I4, end.kind() == null || end.seq() < rowsFrom);
            end = ends.nextBefore(seq);
        }
    }

    private void checkRow(PricedCall call, Ends.End end) {
        Usage usage = call.usage();
        Reckoning reckoning = call.reckoning();
        tally.check(Invariant.I4, end.isEnd());
        long cost = reckoning.cost().value();
        boolean admitted = reckoning.held() != null;
        tally.check(Invariant.I5, admitted || (cost == 0 && !end.isSettled()));
        tally.check(Invariant.I6, cost - end.amount() == end.unpaid() && usage != null && repricing.isRight(call));
        tally.check(Invariant.I7, usage != null && isSane(usage));
        bought |= reckoning.purchase().value() > 0;
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

    private long endsOfDesk(Stretch stretch) {
        return count("SELECT COUNT(*) FROM entry e WHERE " + stretch.of("e") + " AND e.kind IN ('settle', 'void')");
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
