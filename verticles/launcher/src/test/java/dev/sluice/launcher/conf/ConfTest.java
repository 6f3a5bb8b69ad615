package dev.sluice.launcher.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfTest {
    private static final Path SHIPPED = Path.of("..", "..", "conf", "sluice.yaml");

    @TempDir
    private Path folder;

    @Test
    void theShippedFileListsEveryKeyWithItsDefault() {
        Map<Key, String> written = YamlFile.read(SHIPPED);

        Set<Key> missing = EnumSet.allOf(Key.class);
        missing.removeAll(written.keySet());
        assertThat(missing).isEmpty();
        assertThat(written)
                .allSatisfy((key, value) -> assertThat(key.type().parse(value))
                        .as(key.path())
                        .isEqualTo(key.type().parse(key.standard())));
    }

    @Test
    void everyLeafOfTheShippedFileStandsWithAMeaning() throws IOException {
        List<String> bare = new ArrayList<>();
        for (String line : Files.readAllLines(SHIPPED)) {
            boolean leaf = line.matches(" *[a-z-]+: +[^#\\s].*");
            if (leaf && !line.contains("#")) {
                bare.add(line.strip());
            }
        }

        // The heading of their block says what these are.
        assertThat(bare).containsExactlyInAnyOrder("host: 127.0.0.1", "user: \"\"");
    }

    @Test
    void whatIsInForceIsShownWithWhereItComesFromAndWithoutSecrets() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                conf.resolve("sluice.yaml"),
                "http:            # the listener\n  host: 0.0.0.0  # where\n  port: 8080     # which\n");
        Map<String, String> environment = Map.of(
                "SLUICE_HOME", folder.toString(),
                "SLUICE_ADMIN_TOKEN", "hunter2",
                "SLUICE_DATABASE_URL", "jdbc:postgresql://db/sluice?user=sluice&password=hunter2");

        List<Conf.Effective> all =
                Conf.read(List.of("--port", "9000"), environment).effective();

        assertThat(all).extracting(Conf.Effective::key).containsExactly(Key.values());
        assertThat(all)
                .contains(
                        new Conf.Effective(Key.HTTP_HOST, "0.0.0.0", Conf.Origin.FILE, "where"),
                        new Conf.Effective(Key.HTTP_PORT, "9000", Conf.Origin.OPTION, "which"),
                        new Conf.Effective(Key.ADMIN_TOKEN, "***", Conf.Origin.ENVIRONMENT, ""),
                        new Conf.Effective(Key.DATA, "./data", Conf.Origin.DEFAULT, ""));
        assertThat(all.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    void everyKeyHasAnEnvironmentForm(Key key) throws IOException {
        String other = other(key);

        Conf conf = Conf.read(options(""), Map.of(key.variable(), other));

        assertThat(conf).extracting(c -> value(c, key)).isEqualTo(key.type().parse(other));
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        List<String> options = new ArrayList<>(options("http: {port: 1, host: file, max-uri: 9KiB}"));
        options.addAll(List.of("--port", "3"));

        Conf conf = Conf.read(options, Map.of("SLUICE_HTTP_PORT", "2", "SLUICE_HTTP_HOST", "environment"));

        assertThat(conf.integer(Key.HTTP_PORT)).isEqualTo(3);
        assertThat(conf.text(Key.HTTP_HOST)).isEqualTo("environment");
        assertThat(conf.integer(Key.HTTP_MAX_URI)).isEqualTo(9 * 1024);
        assertThat(conf.integer(Key.MANAGEMENT_PORT)).isEqualTo(8081);
    }

    @Test
    void anUnknownKeyIsRefusedByName() {
        assertThatThrownBy(() -> Conf.read(options("http: {prot: 8080}"), Map.of()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("http.prot")
                .hasMessageContaining("unknown key");
    }

    @Test
    void aFileThatIsNoYamlOrNotThereIsRefusedByName() {
        assertThatThrownBy(() -> Conf.read(options("http: [unclosed"), Map.of()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("not YAML");
        assertThatThrownBy(() -> Conf.read(List.of("--config", "/nowhere/x.yaml"), Map.of()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("/nowhere/x.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "SLUICE_HTTP_PORT, 99999, http.port",
        "SLUICE_HTTP_PORT, eighty, http.port",
        "SLUICE_HTTP_MAX_BODY, 32 megabytes, http.max-body",
        "SLUICE_HTTP_MAX_BODY, 999999999999GiB, http.max-body",
        "SLUICE_HTTP_DRAIN, 10 parsecs, http.drain",
        "SLUICE_HTTP_MAX_CONNECTIONS, 0, http.max-connections",
        "SLUICE_VERTICLES_ROUTER, many, verticles.router",
        "SLUICE_CLUSTER_ENABLED, perhaps, cluster.enabled",
        "SLUICE_ACCOUNTING_UNPRICED, ignore, accounting.unpriced"
    })
    void aBadValueIsRefusedWithKeyValueAndExpectation(String variable, String value, String key) {
        assertThatThrownBy(() -> Conf.read(options(""), Map.of(variable, value)))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining(" is not ");
    }

    @Test
    void anUnknownOptionAndAMissingValueAreRefused() {
        assertThatThrownBy(() -> Conf.read(List.of("--prot", "1"), Map.of()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("--prot");
        assertThatThrownBy(() -> Conf.read(List.of("--port"), Map.of()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("a value is missing");
    }

    @Test
    void durationsBytesAndListsAreReadWithTheirUnits() {
        assertThat(Type.DURATION.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Type.DURATION.parse("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Type.DURATION.parse("30d")).isEqualTo(Duration.ofDays(30));
        assertThat(Type.BYTES.parse("64KiB")).isEqualTo(65_536L);
        assertThat(Type.LIST.parse("a, b")).isEqualTo(List.of("a", "b"));
        assertThat(Type.LIST.parse("")).isEqualTo(List.of());
    }

    private List<String> options(String yaml) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, yaml);
        return List.of("--config", file.toString());
    }

    private static String other(Key key) {
        return switch (key.type()) {
            case TEXT, SECRET -> "other";
            case FLAG -> key.standard().equals("true") ? "false" : "true";
            case COUNT, FEW, PORT, INSTANCES, SIZE, PERCENT -> "7";
            case BYTES -> "7KiB";
            case DURATION -> "7s";
            case UNPRICED -> "refuse";
            case JOURNAL -> "disk";
            case BILLED_EARLY, BILLED -> "nothing";
            case STRATEGY -> "least-in-flight";
            case QUOTA_STATUS -> "429";
            case LIST -> "one,two";
        };
    }

    private static Object value(Conf conf, Key key) {
        return switch (key.type()) {
            case TEXT, SECRET, UNPRICED, JOURNAL, STRATEGY, BILLED_EARLY, BILLED -> conf.text(key);
            case FLAG -> conf.flag(key);
            case COUNT, FEW, PORT, SIZE, BYTES, PERCENT, QUOTA_STATUS -> conf.number(key);
            case INSTANCES -> (long) conf.instances(key);
            case DURATION -> conf.duration(key);
            case LIST -> conf.list(key);
        };
    }
}
