package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingResourceTest {
    @TempDir
    private Path folder;

    @Test
    void aSettingSaysWhereItComesFrom() {
        try (Management management = new Management(folder)) {
            JsonNode first = management.get("/api/settings").expect(200).json().at("/settings/0");

            assertThat(first.path("key").asText()).isEqualTo("http.port");
            assertThat(first.path("value").asText()).isEqualTo("9000");
            assertThat(first.path("source").asText()).isEqualTo("environment");
            assertThat(first.path("default").asText()).isEqualTo("8080");
            assertThat(first.path("restart").asBoolean()).isTrue();
        }
    }
}
