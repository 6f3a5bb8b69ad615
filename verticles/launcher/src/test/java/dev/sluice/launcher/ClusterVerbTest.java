package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterVerbTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void initMakesTheFilesAndSaysWhichKeysToSet() {
        int code = run("cluster", "init", "--dir", at("tls"), "--node", "a", "--host", "10.0.0.1", "--host", "a.local");

        assertThat(code).as(printed(err)).isZero();
        assertThat(printed(out))
                .contains("node: a", "host: 10.0.0.1", "key: " + at("tls/a.key"))
                .contains("certificate: " + at("tls/a.crt"), "authority: " + at("tls/authority.crt"));
        for (String file : List.of("a.key", "a.crt", "authority.key", "authority.crt")) {
            assertThat(folder.resolve("tls").resolve(file)).isRegularFile();
        }
    }

    @Test
    void whatIsThereIsNotOverwritten() {
        run("cluster", "init", "--dir", at("tls"), "--node", "a", "--host", "10.0.0.1");

        int code = run("cluster", "init", "--dir", at("tls"), "--node", "a", "--host", "10.0.0.1");

        assertThat(code).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(printed(err)).contains("a.key is there already");
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThat(run("cluster", "make")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("cluster", "init", "--host", "10.0.0.1")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("cluster", "init", "--node")).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(run("cluster", "init", "--colour", "red")).isEqualTo(Main.BAD_CONFIGURATION);

        assertThat(printed(err))
                .contains("expected cluster init", "--host stands before", "--node has no value", "'--colour'");
    }

    @Test
    void aClusteredStartWithoutCertificatesIsRefusedAndNamesTheVerb() {
        int code = run("start", "--cluster", "--data", at("data"), "--port", "0");

        assertThat(code).isEqualTo(Main.BAD_CONFIGURATION);
        assertThat(printed(err)).contains("./sluice cluster init", "cluster.trusted-network");
    }

    private String at(String name) {
        return folder.toAbsolutePath().resolve(name).toString();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        String home = Path.of("..", "..").toAbsolutePath().normalize().toString();
        return Main.run(
                all,
                Map.of("SLUICE_HOME", home),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
