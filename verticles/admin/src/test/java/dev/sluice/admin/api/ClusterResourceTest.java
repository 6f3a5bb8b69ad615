package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.bus.Member;
import dev.sluice.bus.NodeReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterResourceTest {
    private static final NodeReport REPORT = new NodeReport(
            "serving",
            Map.of("ingress", 2, "admin", 1),
            7,
            new NodeReport.Pace(60_000, 1_250, 300),
            new NodeReport.Load(3, 5, 8, 2),
            new NodeReport.Memory(1_000, 2_000));

    @TempDir
    Path folder;

    private Management management;

    @BeforeEach
    void start() {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private JsonNode nodes() {
        return management.get("/api/nodes").expect(200).json().path("data");
    }

    @Test
    void aNodeSaysHowItIs() {
        management.answerReports(REPORT);
        management.store.jobs().take("node-under-test");

        JsonNode all = management.get("/api/nodes").expect(200).json();
        JsonNode node = all.at("/data/0");

        assertThat(all.path("self").asText()).isEqualTo("node-under-test");
        assertThat(all.path("generation").asLong()).isEqualTo(management.store.generation());
        assertThat(node.path("name").asText()).isEqualTo("node-under-test");
        assertThat(node.path("state").asText()).isEqualTo("serving");
        assertThat(node.at("/roles/ingress").asInt()).isEqualTo(2);
        assertThat(node.path("generation").asLong()).isEqualTo(7);
        assertThat(node.path("bus_lag_ms").asDouble()).isEqualTo(1.25);
        assertThat(node.path("open_streams").asLong()).isEqualTo(3);
        assertThat(node.path("calls_in_flight").asLong()).isEqualTo(5);
        assertThat(node.path("journal_backlog").asLong()).isEqualTo(8);
        assertThat(node.path("overload").asLong()).isEqualTo(2);
        assertThat(node.path("jobs")).hasSize(5);
    }

    @Test
    void aNodeThatDoesNotAnswerIsShownAsSilent() {
        JsonNode node = nodes().path(0);

        assertThat(node.path("name").asText()).isEqualTo("node-under-test");
        assertThat(node.path("state").asText()).isEqualTo("silent");
        assertThat(node.has("generation")).isFalse();
    }

    @Test
    void aNodeThatIsGoneWithoutLeavingIsShownAsLostWithTheJobsItHolds() throws Exception {
        management.answerReports(REPORT);
        management.store.nodes().begin("dead");
        management.store.nodes().leave(management.store.nodes().begin("retired"));
        management.store.jobs().take("dead");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sluice.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE node SET lease_until = lease_until - 120000 WHERE number > 0");
        }

        JsonNode nodes = nodes();

        assertThat(nodes).hasSize(2);
        assertThat(nodes.at("/1/name").asText()).isEqualTo("dead");
        assertThat(nodes.at("/1/state").asText()).isEqualTo("lost");
        assertThat(nodes.at("/1/jobs")).hasSize(management.store.jobs().held().size());
    }

    @Test
    void aMemberThatDrainsSaysSo() {
        RollCall one = () -> List.of(new RollCall.Present(new Member("n1", "1", Set.of("ingress"), true), REPORT));

        ClusterResource resource = new ClusterResource(
                management.store,
                new ManagementRoutes.Node(
                        "1",
                        "n1",
                        () -> true,
                        one,
                        Management.NO_UPSTREAMS,
                        call -> Optional.empty(),
                        question -> List.of(),
                        List.of()));

        assertThat(resource.list(management.reading()).body().utf8()).contains("\"state\":\"draining\"");
    }
}
