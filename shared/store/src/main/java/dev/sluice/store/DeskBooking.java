package dev.sluice.store;

import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Money that moves between a user's balance and a house account because of something other than a call, with its entry: once
 * for each external id.
 *
 * @param amount added to the balance; taken from it if negative
 */
record DeskBooking(Entry.Kind kind, String house, Account user, long amount, Entry.Cause cause) {

    /**
     * To be run in a {@link Database#writeOnce}, last in its transaction, because the house account is busy.
     *
     * @return false if it was booked before
     * @throws StoreConflict if there is no such balance, or less in it than is to be taken
     */
    boolean book(Handle handle) throws SQLException {
        if (isBooked(handle)) {
            return false;
        }
        Entry.Place place = new Entry.Place(JdbcNodes.DESK, JdbcNodes.nextAtDesk(handle), 0);
        move(handle);
        Entry.bookAtDesk(handle, List.of(entry(place)));
        handle.execute("UPDATE account SET posted = posted - ? WHERE id = ?", amount, house);
        return true;
    }

    private boolean isBooked(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM entry WHERE external_id = :external")
                        .bind("external", cause.externalId())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private void move(Handle handle) {
        int moved = handle.createUpdate("UPDATE account SET posted = posted + :amount WHERE id = :id AND kind = 'user'"
                        + " AND (:amount >= 0 OR lowest IS NULL OR posted - held + :amount >= lowest)")
                .bind("amount", amount)
                .bind("id", user.id())
                .execute();
        if (moved == 0) {
            throw new StoreConflict("there is no balance " + user.id() + ", or less in it than is to be taken");
        }
    }

    private Entry entry(Entry.Place place) {
        return amount >= 0
                ? new Entry(place, kind, house, user.id(), amount, cause)
                : new Entry(place, kind, user.id(), house, Math.negateExact(amount), cause);
    }
}
