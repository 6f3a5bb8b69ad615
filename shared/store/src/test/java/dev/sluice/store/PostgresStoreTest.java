package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends StoreContract implements StandstillContract {
    private static final String TABLES = "tables";

    private static EmbeddedPostgres engine;
    private static int number;
    private String copy = "none";

    @BeforeAll
    static void start() throws IOException, SQLException {
        Platforms.assumeOneOf(Platforms.POSTGRES, "PostgreSQL");
        engine = EmbeddedPostgres.builder().start();
        execute("CREATE DATABASE " + TABLES);
        Store.open(at(url(TABLES)), Samples.VAULT).close();
    }

    @AfterAll
    static void stop() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    /** A schema of its own is as good as a database, and made in no time. */
    @Override
    StoreSettings freshDatabase() throws SQLException {
        String name = "sluice_" + number++;
        execute("CREATE SCHEMA " + name);
        return at(url("postgres") + "?currentSchema=" + name);
    }

    @Override
    StoreSettings freshTables() throws SQLException {
        copy = "sluice_" + number++;
        execute("CREATE DATABASE " + copy + " TEMPLATE " + TABLES);
        return at(url(copy));
    }

    @Override
    void forgetTables() throws SQLException {
        execute("DROP DATABASE IF EXISTS " + copy + " WITH (FORCE)");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = engine.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static StoreSettings at(String url) {
        return new StoreSettings(url, "postgres", new Secret("pa55word"), 4);
    }

    private static String url(String name) {
        return "jdbc:postgresql://localhost:" + engine.getPort() + "/" + name;
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamedWithoutCredentials() {
        StoreSettings wrong = new StoreSettings(
                url("missing") + "?user=postgres&password=pa55word", "postgres", new Secret("pa55word"), 2);

        assertThatThrownBy(() -> Store.open(wrong, Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("localhost:" + engine.getPort() + "/missing")
                .hasMessageNotContaining("pa55word");
    }

    @Test
    void theSchemaIsChangedWithoutATimeLimit() throws SQLException {
        try (Pools pools = Pools.open(settings(), SqlDialect.POSTGRES);
                Connection connection = pools.migrating().getConnection();
                Statement statement = connection.createStatement();
                var rs = statement.executeQuery("SHOW statement_timeout")) {
            assertThat(rs.next()).isTrue();
            assertThat(rs.getString(1)).isEqualTo("0");
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void connectionsThatTheServerCutsAreReplaced() throws SQLException {
        store().users().create(Samples.user("alice"));

        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }

        Awaitility.await()
                .ignoreExceptionsInstanceOf(StoreUnavailable.class)
                .untilAsserted(() -> assertThat(store().users().list()).hasSize(2));
    }

    @Test
    void aRowThatSomebodyKeepsLockedIsUnavailableNotWrong() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT id FROM account FOR UPDATE");

            assertThatThrownBy(
                            () -> store().ledger().adjust(Account.ofUser(Users.ADMIN), Samples.nano(1), "gift", "g1"))
                    .isInstanceOf(StoreUnavailable.class);
            connection.rollback();
        }
        assertThat(store().ledger().adjust(Account.ofUser(Users.ADMIN), Samples.nano(1), "gift", "g1"))
                .isTrue();
    }
}
