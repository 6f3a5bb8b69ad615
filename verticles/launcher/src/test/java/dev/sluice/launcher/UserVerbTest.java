package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.model.catalog.User;
import dev.sluice.store.AuditLog;
import dev.sluice.store.AuditRecord;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./sluice user} does. */
class UserVerbTest {
    private static final String SHIPPED = Path.of("..", "..", "conf", "sluice.yaml")
            .toAbsolutePath()
            .normalize()
            .toString();

    @TempDir
    private Path data;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", SHIPPED, "--data", data.toString()));
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.run(arguments, Map.of(), out, out);
    }

    private <T> T within(Function<Store, T> work) {
        Conf conf = Conf.read(List.of("--config", SHIPPED, "--data", data.toString()), Map.of());
        try (Store store = Store.open(Databases.settings(conf), Vault.of(MasterKey.of(conf)))) {
            return work.apply(store);
        }
    }

    @BeforeEach
    void givesVeraASecondFactor() {
        within(store -> {
            store.users().create(new User("usr_1", "Vera", "user", true, false));
            store.secondFactors().propose("usr_1", new Secret("JBSWY3DPEHPK3PXP"));
            return store.secondFactors().confirm("usr_1", secret -> OptionalLong.of(1), Instant.EPOCH, List.of());
        });
    }

    private boolean isSet() {
        return within(store -> store.secondFactors().isSet("usr_1"));
    }

    private List<AuditRecord> log() {
        return within(store -> store.auditLog()
                .list(new AuditLog.Filter("console", null, null, null, null), null, 10)
                .items());
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr_1", "Vera"})
    void aLostSecondFactorIsTakenAwayAndTheAuditLogSaysSo(String name) {
        assertThat(isSet()).isTrue();

        assertThat(run("user", "reset-second-factor", name)).isZero();

        assertThat(isSet()).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Vera (usr_1) are gone");
        assertThat(log()).hasSize(1);
        assertThat(log().getFirst().act().action()).isEqualTo("CONSOLE user reset-second-factor");
        assertThat(log().getFirst().act().subject()).isEqualTo("usr_1");
        assertThat(run("user", "reset-second-factor", name)).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("has neither");
        assertThat(log()).hasSize(1);
    }

    @Test
    void whatIsNotUnderstoodChangesNothing() {
        assertThat(run("user")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("user", "reset-second-factor")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("user", "delete", "usr_1")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("user", "reset-second-factor", "nobody")).isEqualTo(Main.BAD_CONFIGURATION);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("expected user", "'nobody'");
        assertThat(isSet()).isTrue();
        assertThat(log()).isEmpty();
    }
}
