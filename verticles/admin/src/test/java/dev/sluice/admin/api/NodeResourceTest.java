package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void theStatusFollowsTheNode() {
        JsonNode before = management.get("/api/status").expect(200).json();
        management.post("/api/keys", "{\"name\":\"a change\"}").expect(201);
        management.ready.set(false);

        JsonNode after = management.get("/api/status").expect(200).json();

        assertThat(before.path("version").asText()).isEqualTo("1.2.3");
        assertThat(before.path("node_id").asText()).isEqualTo("node-under-test");
        assertThat(before.path("ready").asBoolean()).isTrue();
        assertThat(after.path("ready").asBoolean()).isFalse();
        assertThat(after.path("generation").asLong())
                .isGreaterThan(before.path("generation").asLong());
    }

    @Test
    void providersSayWhatAChannelMustBring() {
        JsonNode providers = management.get("/api/providers").expect(200).json().path("data");

        assertThat(providers.findValuesAsText("name"))
                .containsSubsequence("azure-openai", "openai", "openai-compatible", "vllm", "demo");
        JsonNode azure = providers.path(0);
        assertThat(azure.path("base_url_required").asBoolean()).isTrue();
        assertThat(azure.at("/parameters/0/name").asText()).isEqualTo("api-version");
        assertThat(azure.at("/parameters/0/required").asBoolean()).isTrue();
        assertThat(azure.at("/parameters/1/required").asBoolean()).isFalse();
        assertThat(azure.at("/parameters/1/default").asText()).isEqualTo("plain");
    }
}
