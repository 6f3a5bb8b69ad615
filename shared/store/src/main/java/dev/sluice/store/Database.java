package dev.sluice.store;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Runs pieces of work against the database and says in the room's own words what went wrong: {@link StoreUnavailable},
 * {@link StoreConflict}, or a bug.
 */
final class Database implements AutoCloseable {
    private static final int TRIES = 12;

    private final Pools pools;
    private final SqlDialect dialect;
    private final Jdbi reading;
    private final Jdbi writing;
    private final Jdbi viewing;

    /**
     * Over these connections.
     *
     * @param between put around what is written through
     */
    Database(Pools pools, SqlDialect dialect, UnaryOperator<DataSource> between) {
        this.pools = pools;
        this.dialect = dialect;
        this.reading = Jdbi.create(pools.reading());
        this.writing = Jdbi.create(between.apply(pools.writing()));
        this.viewing = Jdbi.create(pools.viewing());
    }

    SqlDialect dialect() {
        return dialect;
    }

    /** One statement that changes nothing. */
    <T> T read(HandleCallback<T, SQLException> work) {
        return say(() -> reading.withHandle(work));
    }

    /** Several statements that all see the same moment. */
    <T> T snapshot(HandleCallback<T, SQLException> work) {
        return say(() -> reading.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work));
    }

    /** As {@link #read}, for those who look at much and can wait: they have connections of their own. */
    <T> T view(HandleCallback<T, SQLException> work) {
        return say(() -> viewing.withHandle(work));
    }

    /** As {@link #snapshot}, likewise. */
    <T> T survey(HandleCallback<T, SQLException> work) {
        return say(() -> viewing.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work));
    }

    /** As {@link #survey}, with more time than a look may take. */
    <T> T longSurvey(HandleCallback<T, SQLException> work) {
        return survey(h -> {
            unhurried(h);
            if (dialect != SqlDialect.MARIADB) {
                return work.withHandle(h);
            }
            // There the time is the connection's and not the transaction's, so it is put back.
            h.execute(SqlDialect.LONG_VIEW);
            try {
                return work.withHandle(h);
            } finally {
                h.execute(Objects.requireNonNull(dialect.onView()));
            }
        });
    }

    /**
     * One transaction, all or nothing.
     *
     * @param work run again from the start when it lost against another transaction, so it keeps nothing between runs
     */
    <T> T write(HandleCallback<T, SQLException> work) {
        return say(() -> persist(AuditTrail.around(work, dialect), SqlDialect.Trouble.CONTENDED));
    }

    /** As {@link #write}, where a duplicate means that somebody else was faster: the work looks again. */
    <T> T writeOnce(HandleCallback<T, SQLException> work) {
        return say(() -> persist(AuditTrail.around(work, dialect), SqlDialect.Trouble.CONFLICT));
    }

    /** One transaction of which nothing stays: it shows what would happen. */
    <T> T rehearse(HandleCallback<T, SQLException> work) {
        return say(() -> persist(
                handle -> {
                    T result = work.withHandle(handle);
                    handle.rollback();
                    return result;
                },
                SqlDialect.Trouble.CONTENDED));
    }

    private <T> T persist(HandleCallback<T, SQLException> work, SqlDialect.Trouble worst) throws SQLException {
        for (int left = TRIES - 1; ; left--) {
            try {
                return writing.inTransaction(work);
            } catch (JdbiException | SQLException e) {
                SqlDialect.Trouble trouble = trouble(e);
                boolean again = trouble == SqlDialect.Trouble.CONTENDED || trouble == worst;
                if (!again || left == 0) {
                    throw e;
                }
                pause(TRIES - left);
            }
        }
    }

    private static void pause(int tries) {
        long most = TimeUnit.MILLISECONDS.toNanos(4L * tries);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T say(Work<T> work) {
        try {
            return work.run();
        } catch (JdbiException | SQLException e) {
            throw translate(e);
        }
    }

    private RuntimeException translate(Exception e) {
        return switch (trouble(e)) {
            case UNREACHABLE, CONTENDED ->
                new StoreUnavailable("the database " + pools.place() + " cannot be used now", e);
            case CONFLICT -> new StoreConflict("it contradicts what is there already");
            case BUG -> e instanceof JdbiException bug ? bug : new IllegalStateException(e);
        };
    }

    private SqlDialect.Trouble trouble(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return dialect.trouble(sql);
            }
        }
        return SqlDialect.Trouble.BUG;
    }

    /** Gives a long read more time than a request may take. */
    void unhurried(Handle handle) throws SQLException {
        String more = dialect.unhurried();
        if (more != null) {
            handle.execute(more);
        }
        if (dialect != SqlDialect.SQLITE) {
            handle.getConnection().setNetworkTimeout(Runnable::run, (int) TimeUnit.MINUTES.toMillis(10));
        }
    }

    @Override
    public void close() {
        pools.close();
    }
}
