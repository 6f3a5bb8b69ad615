package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How calls ended by the entries of a node's books, in the order of their sequences. Some entries are read at once, so that
 * requests can be read beside them: a connection to MariaDB has one result under way.
 */
final class Ends {
    private final ArrayDeque<End> left = new ArrayDeque<>();
    private long upTo;
    private long misplaced;
    private boolean bought;

    /**
     * What stands at one sequence.
     *
     * @param kind the word of the terminal entry; null if there is none
     * @param amount what that moves, in nano-dollars
     * @param unpaid what the call could not pay, in nano-dollars
     * @param misplaced ends that stand at another line
     * @param bought whether purchases of a batch stand here
     */
    record End(long seq, @Nullable String kind, long amount, long unpaid, int misplaced, boolean bought) {
        static End none(long seq) {
            return new End(seq, null, 0, 0, 0, false);
        }

        boolean isSettled() {
            return Entry.Kind.SETTLE.word().equals(kind);
        }

        /** Settled or void. */
        boolean isEnd() {
            return isEnd(kind);
        }

        private static boolean isEnd(@Nullable String kind) {
            return Entry.Kind.SETTLE.word().equals(kind)
                    || Entry.Kind.VOID.word().equals(kind);
        }

        private End with(int line, String word, long moved) {
            if (line == Entry.TERMINAL) {
                return new End(seq, word, moved, unpaid, misplaced, bought);
            }
            boolean isPurchase =
                    line >= Entry.OF_BATCH && Entry.Kind.PURCHASE.word().equals(word);
            return new End(
                    seq,
                    kind,
                    amount,
                    line == Entry.UNPAID ? moved : unpaid,
                    misplaced + (isEnd(word) ? 1 : 0),
                    bought || isPurchase);
        }
    }

    private Ends() {}

    /**
     * Reads the next of a stretch.
     *
     * @param after the last sequence that has been read
     * @param most so many entries at the most, unless one sequence alone has more; of whole sequences only
     */
    static Ends read(Handle handle, Stretch stretch, long after, int most) throws SQLException {
        Ends ends = new Ends();
        String sql = "SELECT e.seq, e.line, e.kind, e.amount FROM entry e WHERE " + stretch.of("e") + " AND e.seq > "
                + after + " ORDER BY e.seq, e.line LIMIT " + most;
        boolean isEnough;
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql);
                ResultSet rs = statement.executeQuery()) {
            isEnough = ends.fill(rs, stretch.upTo(), most);
        }
        return isEnough ? ends : read(handle, stretch, after, 2 * most);
    }

    /** Whether there was a whole sequence among so many entries, or nothing more. */
    private boolean fill(ResultSet rs, long end, int most) throws SQLException {
        int found = 0;
        End last = null;
        while (rs.next()) {
            found++;
            long seq = rs.getLong(1);
            if (last == null || last.seq() != seq) {
                add(last);
                last = End.none(seq);
            }
            last = last.with(rs.getInt(2), rs.getString(3), rs.getLong(4));
        }
        if (found < most) {
            add(last);
            upTo = end;
            return true;
        }
        // There may be more of the last one.
        upTo = left.isEmpty() ? 0 : left.getLast().seq();
        return !left.isEmpty();
    }

    private void add(@Nullable End whole) {
        if (whole != null) {
            left.addLast(whole);
            misplaced += whole.misplaced();
            bought |= whole.bought();
        }
    }

    /** The last sequence that these speak for. */
    long upTo() {
        return upTo;
    }

    /** Ends that do not stand where ends belong. */
    long misplaced() {
        return misplaced;
    }

    /** Whether purchases are among the entries. */
    boolean haveBought() {
        return bought;
    }

    /** The next before this sequence, which is then gone; null if there is none. */
    @Nullable
    End nextBefore(long seq) {
        End next = left.peekFirst();
        return next == null || next.seq() >= seq ? null : left.removeFirst();
    }

    /** What stands at this sequence, once all before it are gone. */
    End at(long seq) {
        End next = left.peekFirst();
        return next == null || next.seq() != seq ? End.none(seq) : left.removeFirst();
    }
}
