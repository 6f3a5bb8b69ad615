package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was a session before there was a table of them ends; the operator's token does not. */
class SignInMigrationTest {
    @TempDir
    Path folder;

    @Test
    void sessionsOfEarlierVersionsEndAndTheOperatorsTokenStays() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("old.db");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .placeholders(SqlDialect.SQLITE.columnTypes())
                .target("15")
                .load()
                .migrate();
        Bytes session = Samples.digest("session");
        Bytes operators = Samples.digest("operator's");
        try (Connection connection = DriverManager.getConnection(url)) {
            insert(connection, session, Instant.parse("2100-01-01T00:00:00Z").toEpochMilli());
            insert(connection, operators, null);
        }

        try (Store store = Store.open(new StoreSettings(url, null, null, 2), Samples.VAULT)) {
            Instant now = Instant.EPOCH;
            assertThat(store.tokens().find(session, Purpose.MANAGEMENT, now)).isEmpty();
            assertThat(store.tokens().find(operators, Purpose.MANAGEMENT, now)).contains(Users.ADMIN);
        }
    }

    private static void insert(Connection connection, Bytes digest, @Nullable Long expiresAt) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO token (digest, handle, purpose, user_id, expires_at)"
                        + " VALUES (?, ?, 'MANAGEMENT', 'admin', ?)")) {
            statement.setBytes(1, digest.copy());
            statement.setLong(2, Digests.handle(digest));
            statement.setObject(3, expiresAt);
            statement.executeUpdate();
        }
    }
}
