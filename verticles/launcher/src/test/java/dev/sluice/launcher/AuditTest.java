package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.AuditTerms;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./sluice audit} prints. */
class AuditTest {
    private static final Path SHIPPED =
            Path.of("..", "..", "conf").toAbsolutePath().normalize();

    @TempDir
    private Path data;

    private Conf conf(Map<String, String> environment) {
        return Conf.read(
                List.of("--config", SHIPPED.resolve("sluice.yaml").toString(), "--data", data.toString()), environment);
    }

    @BeforeEach
    void bookSomething() {
        Conf conf = conf(Map.of());
        try (Store store = Store.open(Databases.settings(conf), Vault.of(MasterKey.of(conf)))) {
            store.ledger().adjust(Account.ofUser(Users.ADMIN), new NanoDollars(100), "gift", "g1");
        }
    }

    private List<String> audit(int code) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            assertThat(Audit.run(conf(Map.of()), out)).isEqualTo(code);
        }
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void whereAllHoldsThereAreFiguresOnly() {
        assertThat(audit(0))
                .contains("I1 0 violations pass", "R1 0 violations pass")
                .noneMatch(line -> line.startsWith("should hold"));
    }

    @Test
    void aLineThatFailsIsFollowedByWhatShouldHold() throws SQLException {
        StoreSettings database = Databases.settings(conf(Map.of()));
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE account SET posted = posted + 1 WHERE id = 'user:" + Users.ADMIN + "'");
        }

        List<String> lines = audit(1);

        assertThat(after("I1", lines))
                .isEqualTo("should hold: all balances together come to nothing, so what was debited was credited");
        assertThat(after("I2", lines))
                .isEqualTo(
                        "should hold: a balance is the sum of its entries, and what is held is the sum of open slices");
        assertThat(after("I3", lines)).startsWith("I4 0 violations pass");
        assertThat(lines.stream().filter(line -> line.matches("(I\\d+|R1) \\d+ violations (pass|fail)")))
                .hasSize(14);
    }

    private static String after(String invariant, List<String> lines) {
        int at = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith(invariant + " "))
                .findFirst()
                .orElseThrow();
        return lines.get(at + 1);
    }

    @Test
    void whatTheOperatorToleratesIsConfigured() {
        assertThat(Databases.settings(conf(Map.of())).terms()).isEqualTo(AuditTerms.DEFAULT);
        assertThat(Databases.settings(conf(Map.of(
                                "SLUICE_ACCOUNTING_PROVIDER_TOLERANCE", "0",
                                "SLUICE_ACCOUNTING_LOST_NODE_GRACE", "90m")))
                        .terms())
                .isEqualTo(new AuditTerms(0, Duration.ofMinutes(90)));
    }
}
