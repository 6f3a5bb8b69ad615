package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.accounting.EndRules;
import dev.sluice.accounting.EndRules.Billed;
import dev.sluice.launcher.conf.Conf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration makes of the rooms. */
class WiringTest {
    private static final Path SHIPPED =
            Path.of("..", "..", "conf").toAbsolutePath().normalize();

    @TempDir
    private Path home;

    @Test
    void theFileOfNamesLiesInTheHomeFolder() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/names.yaml"), "aliases: { best: gpt-5 }");

        Conf conf = Conf.read(
                List.of("--config", SHIPPED.resolve("sluice.yaml").toString()),
                Map.of("SLUICE_HOME", home.toString(), "SLUICE_MODELS_NAMES", "conf/names.yaml"));

        assertThat(Wiring.languages(conf).names().apply("best").model()).isEqualTo("gpt-5");
    }

    @Test
    void whatBrokenOffCallsCostIsConfigured() {
        assertThat(rules(Map.of())).isEqualTo(EndRules.DEFAULT);
        assertThat(rules(Map.of(
                        "SLUICE_BILLING_CALLER_LEFT_EARLY", "nothing",
                        "SLUICE_BILLING_CALLER_LEFT", "reported",
                        "SLUICE_BILLING_UPSTREAM_FAILED", "produced")))
                .isEqualTo(new EndRules(Billed.NOTHING, Billed.REPORTED, Billed.PRODUCED));
        assertThatThrownBy(() -> rules(Map.of("SLUICE_BILLING_CALLER_LEFT_EARLY", "produced")))
                .hasMessageContaining("nothing or reported");
    }

    private static EndRules rules(Map<String, String> environment) {
        return Wiring.accounting(Conf.read(
                        List.of("--config", SHIPPED.resolve("sluice.yaml").toString()), environment))
                .rules();
    }

    @Test
    void aFileOfNamesThatIsMissingIsNamedWithItsKey() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

        int code = Main.run(
                List.of(
                        "--config",
                        SHIPPED.resolve("sluice.yaml").toString(),
                        "--port",
                        "0",
                        "--data",
                        home.resolve("data").toString()),
                Map.of(
                        "SLUICE_HOME",
                        home.toString(),
                        "SLUICE_MANAGEMENT_PORT",
                        "0",
                        "SLUICE_MODELS_NAMES",
                        "conf/missing.yaml"),
                err,
                err);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("models.names: 'conf/missing.yaml' is not a file that can be read");
        assertThat(code).isEqualTo(Main.BAD_CONFIGURATION);
    }
}
