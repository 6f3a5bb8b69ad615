package dev.sluice.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What each contract finds: a store of its own, and nodes that write to it. */
interface Stage {
    Store store();

    /** Where it lies, for other processes. */
    StoreSettings settings();

    /** A connection past the store, to do what the store never does. */
    Connection connection() throws SQLException;

    /** The node of this name; its life begins when it is first asked for. */
    Node node(String name);

    default Node node() {
        return node("node-1");
    }
}
