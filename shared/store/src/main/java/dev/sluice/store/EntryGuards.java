package dev.sluice.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Triggers by which the database itself refuses to change or delete an entry. Some MySQL servers let only their
 * administrators make triggers; there the seals alone show what was done.
 */
final class EntryGuards {
    private static final Logger LOG = LoggerFactory.getLogger(EntryGuards.class);

    private static final int TRIES = 3;

    private EntryGuards() {}

    /**
     * Makes them unless they are there. Looks first, because making one waits for everybody who reads the table; looks again
     * after a failure, because another node may have been at it.
     */
    static void stand(Pools pools, SqlDialect dialect) throws SQLException {
        try (Connection connection = pools.writing().getConnection();
                Statement statement = connection.createStatement()) {
            SQLException failure = null;
            for (int left = TRIES; left > 0 && !isGuarded(statement, dialect); left--) {
                failure = make(statement, dialect);
            }
            if (failure != null && !isGuarded(statement, dialect)) {
                LOG.warn("event=entries_unguarded effect=\"only seals show a changed entry\"", failure);
            }
        }
    }

    private static boolean isGuarded(Statement statement, SqlDialect dialect) throws SQLException {
        try (ResultSet rs = statement.executeQuery(dialect.countEntryGuards())) {
            return rs.next() && rs.getInt(1) >= dialect.entryGuardTriggers();
        }
    }

    /** One that is there already keeps no other from being made. */
    private static @Nullable SQLException make(Statement statement, SqlDialect dialect) {
        SQLException failure = null;
        for (String guard : dialect.entryGuards()) {
            try {
                statement.execute(guard);
            } catch (SQLException e) {
                failure = e;
            }
        }
        return failure;
    }
}
