package dev.sluice.store;

import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Gives back some of what a call was billed, by an entry that names the one it makes good. */
record Correction(String callId, long amount, String reason, String externalId) {

    private record Billed(Entry.Place place, String debit, String credit, long amount) {}

    /** Returns false if it was booked before. */
    boolean book(Handle handle) throws SQLException {
        if (isBooked(handle)) {
            return false;
        }
        long seq = JdbcNodes.nextAtDesk(handle); // this locks the desk, so that corrections come one after the other
        Billed billed = billed(handle);
        if (Math.addExact(corrected(handle, billed), amount) > billed.amount()) {
            throw new StoreConflict("call " + callId + " was not billed so much, earlier corrections counted");
        }
        Entry.Cause cause = new Entry.Cause(reason, externalId, billed.place().toString());
        Entry.bookAtDesk(
                handle,
                List.of(new Entry(
                        new Entry.Place(JdbcNodes.DESK, seq, Entry.TERMINAL),
                        Entry.Kind.CORRECT,
                        /* debit= */ billed.credit(),
                        /* credit= */ billed.debit(),
                        amount,
                        cause)));
        post(handle, billed.debit(), amount);
        post(handle, billed.credit(), -amount);
        return true;
    }

    private boolean isBooked(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM entry WHERE external_id = :external")
                        .bind("external", externalId)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private Billed billed(Handle handle) {
        return handle.createQuery(
                        "SELECT e.node, e.seq, e.line, e.debit, e.credit, e.amount FROM request r JOIN entry e"
                                + " ON e.node = r.node AND e.seq = r.seq AND e.line = " + Entry.TERMINAL
                                + " WHERE r.call_id = :call")
                .bind("call", callId)
                .map((rs, ctx) -> new Billed(
                        new Entry.Place(rs.getInt(1), rs.getLong(2), rs.getInt(3)),
                        rs.getString(4),
                        rs.getString(5),
                        rs.getLong(6)))
                .findOne()
                .orElseThrow(() -> new StoreConflict("there is no call " + callId));
    }

    /** All corrections are at the desk, whose entries are few beside those of calls. */
    private static long corrected(Handle handle, Billed billed) {
        return handle.createQuery("SELECT COALESCE(SUM(amount), 0) FROM entry WHERE node = " + JdbcNodes.DESK
                        + " AND corrects = :place")
                .bind("place", billed.place().toString())
                .mapTo(Long.class)
                .one();
    }

    private static void post(Handle handle, String account, long amount) {
        if (handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", amount, account) == 0) {
            throw new StoreConflict("there is no account " + account);
        }
    }
}
