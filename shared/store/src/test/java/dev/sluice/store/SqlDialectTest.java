package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.SqlDialect.Trouble;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqlDialectTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:sqlite:/a.db, SQLITE",
        "jdbc:postgresql://h/d, POSTGRES",
        "jdbc:mysql://h/d, MARIADB",
        "jdbc:mariadb://h/d, MARIADB"
    })
    void theAddressSaysWhichDatabaseItIs(String url, SqlDialect dialect) {
        assertThat(SqlDialect.of(url)).isEqualTo(dialect);
    }

    @ParameterizedTest
    @CsvSource({
        "08006, UNREACHABLE", // connection failure
        "28P01, UNREACHABLE", // wrong password
        "53300, UNREACHABLE", // too many connections
        "57P01, UNREACHABLE", // shut down
        "57014, UNREACHABLE", // statement timeout
        "55P03, UNREACHABLE", // lock timeout
        "25006, UNREACHABLE", // read-only standby
        "40001, CONTENDED",
        "40P01, CONTENDED",
        "25P03, CONTENDED", // stood still in a transaction
        "23505, CONFLICT",
        "23503, CONFLICT",
        "23514, BUG", // check constraint
        "42P01, BUG", // no such table
        "22001, BUG" // value too long
    })
    void postgresSpeaksByState(String state, Trouble trouble) {
        assertThat(SqlDialect.POSTGRES.trouble(new SQLException("x", state))).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource({
        "1213, 40001, CONTENDED", // deadlock
        "1020, HY000, CONTENDED", // snapshot conflict
        "1205, HY000, UNREACHABLE", // lock timeout
        "1927, 70100, UNREACHABLE", // killed, as it stood still in a transaction
        "1040, 08004, UNREACHABLE", // too many connections
        "1045, 28000, UNREACHABLE", // access denied
        "1049, 42000, UNREACHABLE", // no such database
        "1290, HY000, UNREACHABLE", // read-only
        "1969, 70100, UNREACHABLE", // statement timeout of MariaDB
        "3024, HY000, UNREACHABLE", // statement timeout of MySQL
        "0, 08000, UNREACHABLE",
        "1062, 23000, CONFLICT",
        "1452, 23000, CONFLICT",
        "4025, 23000, BUG", // check constraint
        "1146, 42S02, BUG" // no such table
    })
    void mariaDbSpeaksByNumber(int code, String state, Trouble trouble) {
        assertThat(SqlDialect.MARIADB.trouble(new SQLException("x", state, code)))
                .isEqualTo(trouble);
        assertThat(SqlDialect.MARIADB.trouble(new BatchUpdateException("x", state, code, new int[0])))
                .isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_BUSY, UNREACHABLE",
        "SQLITE_BUSY_SNAPSHOT, UNREACHABLE",
        "SQLITE_FULL, UNREACHABLE",
        "SQLITE_READONLY_DBMOVED, UNREACHABLE",
        "SQLITE_IOERR_FSYNC, UNREACHABLE",
        "SQLITE_CONSTRAINT_UNIQUE, CONFLICT",
        "SQLITE_CONSTRAINT_PRIMARYKEY, CONFLICT",
        "SQLITE_CONSTRAINT_FOREIGNKEY, CONFLICT",
        "SQLITE_CONSTRAINT_CHECK, BUG",
        "SQLITE_ERROR, BUG"
    })
    void sqliteSpeaksByResultCode(SQLiteErrorCode code, Trouble trouble) {
        assertThat(SqlDialect.SQLITE.trouble(new SQLiteException("x", code))).isEqualTo(trouble);
    }

    @ParameterizedTest
    @EnumSource
    void aPoolWithoutConnectionsIsUnreachableEverywhere(SqlDialect dialect) {
        assertThat(dialect.trouble(new SQLTransientConnectionException("timed out")))
                .isEqualTo(Trouble.UNREACHABLE);
    }

    @Test
    void everyDialectFillsInTheSameTypes() {
        assertThat(SqlDialect.values())
                .extracting(dialect -> dialect.columnTypes().keySet())
                .containsOnly(SqlDialect.SQLITE.columnTypes().keySet());
    }
}
