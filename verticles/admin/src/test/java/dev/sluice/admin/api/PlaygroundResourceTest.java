package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaygroundResourceTest {
    private static final String PATH = "/api/playground/key";
    private static final String PASSWORD = "a long enough password";

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.users().create(new User("vera", "Vera", "user", true, false));
        management.store.tokens().put(management.vault.digestToken("of-vera"), Purpose.MANAGEMENT, "vera", null);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private JsonNode ask() {
        return management.call("POST", PATH, null, "of-vera").expect(201).json();
    }

    private Optional<ApiKey> holder(String secret) {
        return management.store.keys().find(management.vault.digestApiKey(secret));
    }

    private List<ApiKey> keys() {
        return management.store.keys().list(null, 100).items();
    }

    @Test
    void theKeyBelongsToWhoAsksAndLastsAnHour() {
        JsonNode made = ask();

        ApiKey key = holder(made.path("key").asText()).orElseThrow();
        Instant hourFromNow = management.clock.instant().plus(Duration.ofHours(1));
        assertThat(key.id()).isEqualTo(made.path("id").asText());
        assertThat(key.userId()).isEqualTo("vera");
        assertThat(key.name()).isEqualTo("playground");
        assertThat(key.enabled()).isTrue();
        assertThat(key.isExpired(hourFromNow)).isTrue();
        assertThat(key.isExpired(hourFromNow.minusSeconds(1))).isFalse();
        assertThat(Instant.parse(made.path("expires_at").asText())).isEqualTo(key.expiresAt());
        assertThat(made.path("key").asText()).startsWith(key.hint()).hasSizeGreaterThan(60);
        await().atMost(Duration.ofSeconds(10)).until(() -> !management.told().isEmpty());
        int told = management.told().size();
        ask();
        management.post("/api/groups", "{\"name\":\"later\"}").expect(201);
        await().atMost(Duration.ofSeconds(10)).until(() -> management.told().size() > told);
        assertThat(management.told()).as("one for the group, none for the key").hasSize(told + 1);
    }

    @Test
    void whoeverAsksAgainGetsTheSameUntilItHasTenMinutesLeft() {
        String first = ask().path("key").asText();
        long generation = management.store.generation();

        management.clock.advance(Duration.ofMinutes(49));
        assertThat(ask().path("key").asText()).isEqualTo(first);
        assertThat(management.store.generation()).isEqualTo(generation);
        management.clock.advance(Duration.ofMinutes(2));
        String second = ask().path("key").asText();

        assertThat(second).isNotEqualTo(first);
        assertThat(holder(first)).isEmpty();
        assertThat(holder(second)).isPresent();
        assertThat(keys()).hasSize(1);
    }

    @Test
    void eachUserHasTheirOwn() {
        String vera = ask().path("key").asText();
        String admin =
                management.post(PATH, "{}").expect(201).json().path("key").asText();

        assertThat(admin).isNotEqualTo(vera);
        assertThat(holder(admin).orElseThrow().userId()).isEqualTo("admin");
        assertThat(keys()).hasSize(2);
    }

    @Test
    void itEndsWhenItsUserSignsOut() {
        Passwords.set(management.store, "vera", PASSWORD);
        String session = management
                .call("POST", "/api/session", "{\"user\":\"vera\",\"password\":\"" + PASSWORD + "\"}", null)
                .expect(200)
                .json()
                .path("token")
                .asText();
        String secret = management
                .call("POST", PATH, null, session)
                .expect(201)
                .json()
                .path("key")
                .asText();

        int told = management.told().size();

        management.call("DELETE", "/api/session", null, session).expect(204);

        assertThat(holder(secret)).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> management.told().size() > told);
    }

    @Test
    void aTokenThatEndsWithinTheHourGetsNone() {
        Instant now = management.clock.instant();
        management
                .store
                .tokens()
                .put(
                        management.vault.digestToken("short"),
                        Purpose.MANAGEMENT,
                        "vera",
                        now.plus(Duration.ofMinutes(59)));

        management.call("POST", PATH, null, "short").expect(403);

        assertThat(keys()).isEmpty();
    }

    @Test
    void anAuditorGetsNoneAndFieldsAreRefused() {
        management.store.users().create(new User("anna", "Anna", "auditor", true, false));
        management.store.tokens().put(management.vault.digestToken("of-anna"), Purpose.MANAGEMENT, "anna", null);

        management.call("POST", PATH, null, "of-anna").expect(403);
        assertThat(management.post(PATH, "{\"name\":\"mine\"}").expect(400).param())
                .isEqualTo("name");

        assertThat(keys()).isEmpty();
    }

    private void give(String id, List<String> models, @Nullable NanoDollars budget) {
        ApiKey key = new ApiKey(
                id,
                id,
                "sk-" + id,
                "vera",
                "default",
                true,
                null,
                models,
                models.isEmpty() ? List.of() : List.of("10.0.0.0/8"),
                new KeyLimits(7L, null, null),
                budget,
                management.clock.instant());
        management.store.keys().create(key, management.vault.digestApiKey(id));
    }

    @Test
    void aUserGetsNoMoreThanByTheFreestOfTheirKeys() {
        give("narrow", List.of("m"), null);
        ApiKey narrow = holder(ask().path("key").asText()).orElseThrow();
        give("wide", List.of(), null);
        management.clock.advance(Duration.ofSeconds(1));
        ApiKey wide = holder(ask().path("key").asText()).orElseThrow();

        assertThat(narrow.models()).containsExactly("m");
        assertThat(narrow.networks()).containsExactly("10.0.0.0/8");
        assertThat(narrow.limits().requestsPerMinute()).isEqualTo(7);
        assertThat(wide.models()).isEmpty();
        assertThat(wide.limits().requestsPerMinute()).isEqualTo(7);
        assertThat(holder(ask().path("key").asText())).contains(wide);
        assertThat(management.store.keys().get(narrow.id())).contains(wide);
    }

    @Test
    void whoseKeysAllHaveABudgetOrAreOffGetsNone() {
        give("paid", List.of(), new NanoDollars(5));
        assertThat(management.call("POST", PATH, null, "of-vera").expect(403).text())
                .contains("budget");

        management.post("/api/keys/paid/disable", "{}").expect(200);
        assertThat(management.call("POST", PATH, null, "of-vera").expect(403).text())
                .contains("disabled");
        management.post(PATH, "{}").expect(201);
    }
}
