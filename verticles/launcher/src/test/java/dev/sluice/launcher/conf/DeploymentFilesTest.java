package dev.sluice.launcher.conf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files by which nodes are deployed: they can be read, name keys that exist, and give a node the time that it needs. */
class DeploymentFilesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern VARIABLE = Pattern.compile("SLUICE_[A-Z_]+");
    /** Of the command, not of the configuration. */
    private static final Set<String> OTHERS = Set.of("SLUICE_JAVA_OPTIONS");
    /** What a node may take to give up its roles after its calls have ended. */
    private static final Duration BOOKS = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker/compose.single.yaml",
                "docker/compose.cluster.yaml",
                "deploy/kubernetes/sluice.yaml",
                "deploy/kubernetes/secret.example.yaml"
            })
    void aFileIsYamlAndNamesKeysThatExist(String file) throws IOException {
        assertThat(documents(file)).isNotEmpty().allMatch(JsonNode::isObject);
        Set<String> named = new TreeSet<>();
        Matcher matcher = VARIABLE.matcher(Files.readString(ROOT.resolve(file)));
        while (matcher.find()) {
            named.add(matcher.group());
        }
        named.removeAll(OTHERS);
        assertThat(Arrays.stream(Key.values()).map(Key::variable).collect(Collectors.toSet()))
                .containsAll(named);
    }

    @Test
    void aPodHasTheTimeToDrain() throws IOException {
        JsonNode pod = documents("deploy/kubernetes/sluice.yaml").stream()
                .filter(document -> document.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .path("spec")
                .path("template")
                .path("spec");
        JsonNode container = pod.path("containers").path(0);
        long waits = container.at("/lifecycle/preStop/sleep/seconds").asLong();
        Duration drains = value(container, Key.HTTP_DRAIN_DELAY).plus(value(container, Key.HTTP_DRAIN));

        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(drains.plusSeconds(waits).plus(BOOKS));
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
    }

    @Test
    void theNodesOfTheComposeFileHaveTheTimeToDrain() throws IOException {
        JsonNode services = documents("docker/compose.cluster.yaml").getFirst().path("services");

        for (int node = 1; node <= 3; node++) {
            assertThat(services.has("sluice-" + node)).isTrue();
        }
        String file = Files.readString(ROOT.resolve("docker/compose.cluster.yaml"));
        Matcher grace = Pattern.compile("stop_grace_period: (\\d+)s").matcher(file);
        assertThat(grace.find()).isTrue();
        Duration drain = (Duration) Type.DURATION.parse(Key.HTTP_DRAIN.standard());
        assertThat(Duration.ofSeconds(Long.parseLong(grace.group(1))))
                .isGreaterThan(drain.plusSeconds(5).plus(BOOKS));
    }

    private static Duration value(JsonNode container, Key key) {
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals(key.variable())) {
                return (Duration) key.type().parse(variable.path("value").asText());
            }
        }
        throw new AssertionError(key.variable() + " is not set");
    }

    private static List<JsonNode> documents(String file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(ROOT.resolve(file).toFile())) {
            while (documents.hasNext()) {
                all.add(documents.next());
            }
        }
        return all;
    }
}
