package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.LimitsLeft;
import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private JsonNode create(String body) {
        return management
                .post("/api/limits", body.replace('\'', '"'))
                .expect(201)
                .json();
    }

    private static String at(JsonNode limit) {
        return "/api/limits/" + limit.path("id").asText();
    }

    @Test
    void aLimitIsMadeChangedReadAndDeleted() {
        long generation = management.store.generation();
        JsonNode made = create("{'scope':'user','subject':'admin','requests_per_minute':600}");
        assertThat(made.path("requests_per_minute").asLong()).isEqualTo(600);
        assertThat(made.path("concurrency").isNull()).isTrue();
        assertThat(management.store.generation()).isGreaterThan(generation);

        JsonNode changed = management
                .patch(at(made), "{\"requests_per_minute\":null,\"concurrency\":5}")
                .expect(200)
                .json();

        assertThat(changed.path("requests_per_minute").isNull()).isTrue();
        assertThat(changed.path("concurrency").asLong()).isEqualTo(5);
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(changed);
        assertThat(management.get("/api/limits?limit=200").expect(200).json().path("data"))
                .contains(changed);
        management.delete(at(made)).expect(204);
        management.get(at(made)).expect(404);
        management.patch(at(made), "{\"concurrency\":1}").expect(404);
        management.delete(at(made)).expect(404);
    }

    @Test
    void whatIsLeftIsWhatTheNodesThatCountSay() {
        JsonNode made = create("{'scope':'model','subject':'left-m','requests_per_minute':60,'concurrency':9}");
        assertThat(made.path("remaining").isNull()).isTrue();

        management.answer(
                Addresses.LIMITS_LEFT,
                question -> Future.succeededFuture(new LimitsLeft(question.limits().stream()
                        .map(one -> new LimitsLeft.Left(
                                one.subject().equals("left-m") ? 41L : null,
                                null,
                                one.most().concurrency()))
                        .toList())));

        JsonNode seen = management.get(at(made)).expect(200).json().path("remaining");
        assertThat(seen.path("requests").asLong()).isEqualTo(41);
        assertThat(seen.path("tokens").isNull()).isTrue();
        assertThat(seen.path("concurrency").asLong()).isEqualTo(9);
        JsonNode all =
                management.get("/api/limits?limit=200").expect(200).json().path("data");
        assertThat(all.findValues("requests")).anyMatch(one -> one.asLong() == 41);
        assertThat(new LimitsLeft.Left(5L, null, 3L).and(new LimitsLeft.Left(4L, 7L, 3L)))
                .isEqualTo(new LimitsLeft.Left(4L, 7L, 3L));
        management.delete(at(made)).expect(204);
    }

    @Test
    void aSubjectHasItsLimitsOnceAndAGroupThatHasSomeStays() {
        management.post("/api/groups", "{\"name\":\"team-l\"}").expect(201);
        JsonNode made = create("{'scope':'group','subject':'team-l','tokens_per_minute':1000}");

        management
                .post("/api/limits", "{\"scope\":\"group\",\"subject\":\"team-l\",\"concurrency\":1}")
                .expect(409);
        management.delete("/api/groups/team-l").expect(409);
        management.delete(at(made)).expect(204);
        management.delete("/api/groups/team-l").expect(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "scope | {'subject':'x','concurrency':1}",
                "scope | {'scope':'key','subject':'x','concurrency':1}",
                "scope | {'scope':'team','subject':'x','concurrency':1}",
                "subject | {'scope':'user','subject':'x','concurrency':1}",
                "subject | {'scope':'group','subject':'x','concurrency':1}",
                "requests_per_minute | {'scope':'model','subject':'gpt-*'}",
                "requests_per_minute | {'scope':'model','subject':'gpt-*','requests_per_minute':0}",
                "tokens_per_minute | {'scope':'model','subject':'gpt-*','tokens_per_minute':1.5}",
                "id | {'scope':'model','subject':'gpt-*','concurrency':1,'id':'x'}"
            })
    void aFieldThatIsWrongIsNamed(String field, String body) {
        assertThat(management
                        .post("/api/limits", body.replace('\'', '"'))
                        .expect(400)
                        .param())
                .isEqualTo(field);
    }
}
