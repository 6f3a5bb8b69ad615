package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.store.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionResourceTest {
    private static final String CHANNEL =
            "{\"name\":\"mine\",\"provider\":\"openai\",\"models\":[\"gpt-5\"],\"secret\":\"sk-of-the-provider\"}";

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private JsonNode newest() {
        return management.get("/api/revisions?limit=1").expect(200).json().at("/data/0");
    }

    private JsonNode newestWhole() {
        return management
                .get("/api/revisions/" + newest().path("number").asLong())
                .expect(200)
                .json();
    }

    @Test
    void aChangeIsListedWithItsAuthorAndToldInFull() {
        String id = management
                .post("/api/keys", "{\"name\":\"k\",\"budget\":\"2.50\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        management.post("/api/keys/" + id + "/disable", "").expect(200);

        JsonNode listed = newest();
        JsonNode whole = newestWhole();

        assertThat(listed.path("author").asText()).isEqualTo("admin");
        assertThat(listed.at("/changes/0/kind").asText()).isEqualTo("key");
        assertThat(listed.at("/changes/0/id").asText()).isEqualTo(id);
        assertThat(listed.at("/changes/0/what").asText()).isEqualTo("changed");
        assertThat(listed.at("/changes/0").has("before")).isFalse();
        assertThat(whole.at("/changes/0/before/enabled").asBoolean()).isTrue();
        assertThat(whole.at("/changes/0/after/enabled").asBoolean()).isFalse();
        assertThat(whole.at("/changes/0/after/budget").asLong()).isEqualTo(2_500_000_000L);
        assertThat(management.store.generation()).isEqualTo(whole.path("number").asLong());
    }

    @Test
    void aDeletedChannelIsShownWithoutItsSecretAndComesBackWithIt() {
        String id = management
                .post("/api/channels", CHANNEL)
                .expect(201)
                .json()
                .path("id")
                .asText();
        long then = newest().path("number").asLong();
        management.delete("/api/channels/" + id).expect(204);
        String shown = newestWhole().toString();
        assertThat(shown).contains("sha256:").doesNotContain("sk-of-the-provider");

        JsonNode rehearsed = management
                .post("/api/revisions/" + then + "/restore?dry_run=true", "{}")
                .expect(200)
                .json();
        management.get("/api/channels/" + id).expect(404);
        JsonNode done = management
                .post("/api/revisions/" + then + "/restore", "{}")
                .expect(200)
                .json();

        assertThat(rehearsed.path("changes")).isEqualTo(done.path("changes"));
        assertThat(done.path("generation").asLong()).isEqualTo(management.store.generation());
        assertThat(newest().path("note").asText()).isEqualTo("restored " + then);
        assertThat(management.store.channels().secret(id)).contains(new Secret("sk-of-the-provider"));
        assertThat(management.get("/api/channels/" + id).expect(200).json().path("models"))
                .hasSize(1);
    }

    @Test
    void everyNodeHearsOfARestore() {
        management.post("/api/groups", "{\"name\":\"a\"}").expect(201);
        long then = newest().path("number").asLong();
        management.delete("/api/groups/a").expect(204);

        management.post("/api/revisions/" + then + "/restore", "").expect(200);

        assertThat(management
                        .get("/api/groups/a")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        await().until(() -> management.told().contains(new CatalogChanged(management.store.generation())));
    }

    @Test
    void whatStaysIsSaidWithTheReason() {
        long then = management.store.generation();
        management.post("/api/keys", "{\"name\":\"new\"}").expect(201);

        JsonNode done = management
                .post("/api/revisions/" + then + "/restore", "{}")
                .expect(200)
                .json();

        assertThat(done.path("changes")).isEmpty();
        assertThat(done.at("/left/0/kind").asText()).isEqualTo("key");
        assertThat(done.at("/left/0/reason").asText()).contains("made since");
    }

    @Test
    void whatIsNotThereAndWhatIsNotUnderstoodIsRefused() {
        management.get("/api/revisions/999999").expect(404);
        management.get("/api/revisions/latest").expect(404);
        management.post("/api/revisions/999999/restore", "{}").expect(404);
        management.post("/api/revisions/1/restore?dry_run=maybe", "{}").expect(400);
        management.post("/api/revisions/1/restore", "{\"and\":1}").expect(400);
        management.get("/api/revisions?after=x.y").expect(400);
    }
}
