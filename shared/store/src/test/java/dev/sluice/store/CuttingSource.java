package dev.sluice.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Stands between a store and its database, and breaks a commit in the way that is asked for, once. */
final class CuttingSource implements DataSource {
    /** What happens to a commit. */
    enum Cut {
        NONE,
        /** The connection is lost before the server has heard of it. */
        BEFORE,
        /** The server has committed, and its answer is lost. */
        AFTER,
        /** The server rolls back, because another transaction was there first. */
        LOST_RACE,
        /** It is sent late, as by a machine that stood still. */
        LATE
    }

    static final Duration STANDSTILL = Duration.ofSeconds(8);

    private final CountDownLatch standing = new CountDownLatch(1);
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
    private final SqlDialect dialect;
    private final DataSource source;

    CuttingSource(SqlDialect dialect, DataSource source) {
        this.dialect = dialect;
        this.source = source;
    }

    void cutNextCommit(Cut cut) {
        next.set(cut);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = source.getConnection();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("commit")) {
                commit(real);
                return null;
            }
            return call(real, method, arguments);
        };
        return (Connection)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    private static Object call(Connection real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void commit(Connection real) throws SQLException {
        switch (next.getAndSet(Cut.NONE)) {
            case NONE -> real.commit();
            case BEFORE -> {
                real.rollback();
                lose(real);
            }
            case AFTER -> {
                real.commit();
                lose(real);
            }
            case LOST_RACE -> {
                real.rollback();
                throw lostRace();
            }
            case LATE -> {
                standStill();
                real.commit();
            }
        }
    }

    /** Waits until somebody stands still. */
    void awaitStandstill() throws InterruptedException {
        if (!standing.await(STANDSTILL.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("nobody stands still");
        }
    }

    private void standStill() {
        standing.countDown();
        long until = System.nanoTime() + STANDSTILL.toNanos();
        for (long left = STANDSTILL.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The socket is closed under the pool's feet, where there is one. */
    private void lose(Connection real) throws SQLException {
        if (dialect != SqlDialect.SQLITE) {
            real.unwrap(Connection.class).abort(Runnable::run);
        }
        throw new SQLNonTransientConnectionException("cut at commit", "08006");
    }

    private SQLException lostRace() {
        return switch (dialect) {
            case SQLITE -> new SQLiteException("busy", SQLiteErrorCode.SQLITE_BUSY);
            case POSTGRES -> new SQLException("could not serialize access", "40001");
            case MARIADB -> new SQLException("Deadlock found when trying to get lock", "40001", 1213);
        };
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
