package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.CatalogChanged;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementDoorTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void whileNobodyStandsBehindTheDoorItSaysSo() {
        management.get("/api/status").expect(200);

        Management.soon(management.vertx.undeploy(management.deployment));

        var reply = management.get("/api/status").expect(503);
        assertThat(reply.json().at("/error/message").asText()).isEqualTo("management is not served by this node");
        assertThat(reply.header("retry-after")).isEqualTo("5");
        assertThat(reply.header("content-security-policy")).contains("default-src 'self'");
    }

    @Test
    void aDoorThatAnotherInstanceHasOpenedStaysOpen() {
        Management.soon(
                management.vertx.deployVerticle(new AdminVerticle(management.bus, management.door, management.admin)));

        Management.soon(management.vertx.undeploy(management.deployment));

        management.get("/api/status").expect(200);
    }

    @Test
    void everyChangeIsToldWithTheNewGenerationAndNothingElseIs() {
        management.get("/api/keys").expect(200);
        management.post("/api/keys", "{}").expect(400);
        management.post("/api/keys", "{\"name\":\"one\"}").expect(201);

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !management.told.isEmpty());
        assertThat(management.told).containsExactly(new CatalogChanged(management.store.generation()));
    }
}
