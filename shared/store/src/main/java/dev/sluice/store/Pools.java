package dev.sluice.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Connections to one database. Every wait for one is bounded.
 *
 * @param writing SQLite has exactly one connection here; elsewhere it is the same pool as {@code reading}
 * @param viewing a few connections for those who look at much and can wait, opened when they are needed, so that they never
 *     take one from those who serve calls
 * @param migrating connections that are not kept, on which a statement may take as long as it needs; SQLite has the one that
 *     writes
 * @param place the database's address without credentials, for messages
 */
record Pools(
        HikariDataSource reading,
        HikariDataSource writing,
        HikariDataSource viewing,
        DataSource migrating,
        String place)
        implements AutoCloseable {
    private static final int VIEWERS = 3;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Silence of the database within one statement; longer than any statement or lock may take there. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** As both drivers want it said. */
    private static final Duration FOR_EVER = Duration.ZERO;

    // Batches touch index pages all over; with SQLite's 2 MB and a checkpoint every 4 MB they settle at half the speed.
    private static final int WRITER_CACHE_KIB = 32 * 1024;
    private static final int READER_CACHE_KIB = 4 * 1024;
    private static final String CHECKPOINT_PAGES = "8000";

    private static final Pattern QUERY = Pattern.compile("[?;].*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");

    /** Connects, or throws {@link StoreUnavailable} within seconds. */
    static Pools open(StoreSettings settings, SqlDialect dialect) {
        String place = place(settings.url());
        try {
            if (dialect == SqlDialect.SQLITE) {
                return sqlite(settings, place);
            }
            DataSource source = server(settings, dialect, SILENCE);
            DataSource migrating = server(settings, dialect, FOR_EVER);
            HikariDataSource pool = pool(source, Math.max(2, settings.connections()), dialect.onConnect());
            return new Pools(pool, pool, viewing(source, dialect.onView()), migrating, place);
        } catch (SQLException | PoolInitializationException | IOException e) {
            throw new StoreUnavailable("the database " + place + " cannot be reached", e);
        }
    }

    static String place(String url) {
        String bare = url.replaceFirst("^jdbc:", "");
        return USER_INFO.matcher(QUERY.matcher(bare).replaceFirst("")).replaceFirst("//");
    }

    private static Pools sqlite(StoreSettings settings, String place) throws IOException {
        String file = place.substring("sqlite:".length());
        if (file.isEmpty() || file.startsWith(":") || file.startsWith("file:")) {
            throw new IllegalArgumentException("jdbc:sqlite: takes the path of a file");
        }
        createPrivately(Path.of(file));
        HikariDataSource writing = pool(sqlite(file, SQLiteConfig.TransactionMode.IMMEDIATE), 1, null);
        try {
            DataSource source = sqlite(file, SQLiteConfig.TransactionMode.DEFERRED);
            HikariDataSource reading = pool(source, settings.connections(), null);
            return new Pools(reading, writing, viewing(source, null), writing, place);
        } catch (PoolInitializationException e) {
            writing.close();
            throw e;
        }
    }

    /** SQLite gives its side files the rights of the main one. */
    private static void createPrivately(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            Files.createFile(file, ownerOnly());
        } catch (FileAlreadyExistsException e) {
            return; // as on every start but the first; its rights are the operator's
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static DataSource sqlite(String file, SQLiteConfig.TransactionMode mode) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout((int) CONNECT.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(mode);
        // The driver lets one thread at a time into a connection already.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(mode == SQLiteConfig.TransactionMode.IMMEDIATE ? -WRITER_CACHE_KIB : -READER_CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, CHECKPOINT_PAGES);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static DataSource server(StoreSettings settings, SqlDialect dialect, Duration silence) throws SQLException {
        return dialect == SqlDialect.POSTGRES ? postgres(settings, silence) : mariadb(settings, silence);
    }

    private static DataSource postgres(StoreSettings settings, Duration silence) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        if (settings.user() != null) {
            source.setUser(settings.user());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password().value());
        }
        source.setConnectTimeout((int) CONNECT.toSeconds());
        source.setLoginTimeout((int) CONNECT.toSeconds());
        source.setSocketTimeout((int) silence.toSeconds());
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        source.setApplicationName("sluice");
        return source;
    }

    private static DataSource mariadb(StoreSettings settings, Duration silence) throws SQLException {
        String url = settings.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
        char mark = url.indexOf('?') < 0 ? '?' : '&';
        MariaDbDataSource source = new MariaDbDataSource(url + mark + "connectTimeout=" + CONNECT.toMillis()
                + "&socketTimeout=" + silence.toMillis() + "&useBulkStmts=true");
        if (settings.user() != null) {
            source.setUser(settings.user());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password().value());
        }
        return source;
    }

    private static HikariDataSource pool(DataSource source, int size, @Nullable String onConnect) {
        return new HikariDataSource(config(source, size, onConnect));
    }

    private static HikariDataSource viewing(DataSource source, @Nullable String onView) {
        HikariConfig config = config(source, VIEWERS, onView);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static HikariConfig config(DataSource source, int size, @Nullable String onConnect) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setConnectionInitSql(onConnect);
        if (source instanceof SQLiteDataSource) {
            config.setMaxLifetime(0);
        } else {
            config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        }
        return config;
    }

    @Override
    public void close() {
        viewing.close();
        reading.close();
        writing.close();
    }
}
