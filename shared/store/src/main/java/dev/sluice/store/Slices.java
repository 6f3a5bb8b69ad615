package dev.sluice.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What nodes have drawn of accounts. Whoever writes here has locked the account. */
final class Slices {
    static final String OPEN = "granted - spent - returned";

    private Slices() {}

    /** What is left of one. */
    record Open(int node, String account, long amount) {}

    static List<Open> ofNode(Handle handle, int node) {
        return handle.createQuery("SELECT account, " + OPEN + " FROM slice WHERE node = :node AND " + OPEN
                        + " > 0 ORDER BY account")
                .bind("node", node)
                .map((rs, ctx) -> new Open(node, rs.getString(1), rs.getLong(2)))
                .list();
    }

    /** What is left of this account's, if anything is. */
    static Optional<Open> ofNode(Handle handle, int node, Account account, String lock) {
        return handle.createQuery("SELECT " + OPEN + " FROM slice WHERE node = :node AND account = :account AND " + OPEN
                        + " > 0" + lock)
                .bind("node", node)
                .bind("account", account.id())
                .map((rs, ctx) -> new Open(node, account.id(), rs.getLong(1)))
                .findOne();
    }

    /** Begins the slice's figures anew with what is still open, so that they never grow without end. */
    static void grant(Handle handle, Open more) {
        int known = handle.execute(
                "UPDATE slice SET granted = " + OPEN + " + ?, spent = 0, returned = 0 WHERE node = ? AND account = ?",
                more.amount(),
                more.node(),
                more.account());
        if (known == 0) {
            handle.execute(
                    "INSERT INTO slice (node, account, granted, spent, returned) VALUES (?, ?, ?, 0, 0)",
                    more.node(),
                    more.account(),
                    more.amount());
        }
    }

    /** Forgets those of which nothing is open, so that not everybody a node ever served stays here. */
    static void forgetEmpty(Handle handle, int node) {
        handle.execute("DELETE FROM slice WHERE node = ? AND " + OPEN + " = 0", node);
    }

    static void giveBack(Handle handle, Open slice) {
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
}
