package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriceResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        // Versions begin by the database's own time, which goes on while this clock stands.
        management.clock.advance(Duration.ofHours(1));
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private JsonNode post(String path, String body) {
        return management.post(path, body.replace('\'', '"')).expect(200).json();
    }

    private JsonNode get(String path) {
        return management.get(path).expect(200).json();
    }

    @Test
    void aChangeMakesAVersionThatIsShownAndTheOneBeforeStays() {
        long first = post(
                        "/api/prices", "{'models':{'shown-a':{'input':1,'output':2},'shown-b':{'input':1,'output':2}}}")
                .path("version")
                .asLong();

        long second = post(
                        "/api/prices",
                        "{'note':'why','groups':{'vip':0.8},'models':{'shown-b':{'input':3,'output':4,'purchase':{'input':1,'output':1}}}}")
                .path("version")
                .asLong();

        assertThat(second).isEqualTo(first + 1);
        JsonNode now = get("/api/prices?model=SHOWN");
        assertThat(now.path("version").asLong()).isEqualTo(second);
        assertThat(now.path("data").findValuesAsText("model")).containsExactly("shown-a", "shown-b", "shown-b");
        assertThat(now.at("/groups/0/factor").decimalValue()).isEqualByComparingTo("0.8");
        JsonNode before = get("/api/prices?model=shown-b&version=" + first);
        assertThat(before.at("/data/0/input").asInt()).isEqualTo(1);
        assertThat(get("/api/prices?model=shown&limit=2").path("next").asText()).isEqualTo("2");
        assertThat(get("/api/prices?model=shown&limit=2&after=2").path("data")).hasSize(1);
        assertThat(get("/api/prices/versions").at("/data/0/note").asText()).isEqualTo("why");
    }

    @Test
    void whatChangesNothingMakesNoVersion() {
        String body = "{'models':{'same':{'input':1,'output':2}}}";

        assertThat(post("/api/prices", body)).isEqualTo(post("/api/prices", body));
    }

    @Test
    void anImportIsTriedBeforeItIsApplied() {
        String list =
                "{'imported':{'litellm_provider':'openai','input_cost_per_token':2.5e-06,'output_cost_per_token':1e-05,"
                        + "'odd_cost_per_thing':3},'free':{'litellm_provider':'x','input_cost_per_token':0}}";

        JsonNode tried = post("/api/prices/import?format=litellm", list);

        assertThat(tried.path("applied").asBoolean()).isFalse();
        assertThat(tried.path("changed").asInt()).isEqualTo(2);
        assertThat(tried.at("/differences/0/is/input").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(tried.at("/differences/0/was").isNull()).isTrue();
        assertThat(tried.path("left").toString()).contains("imported: odd_cost_per_thing", "free: it has no price");
        assertThat(get("/api/prices?model=imported").path("data")).isEmpty();

        JsonNode applied = post("/api/prices/import?format=litellm&apply=true", list);

        assertThat(applied.path("applied").asBoolean()).isTrue();
        assertThat(get("/api/prices?model=imported").at("/data/0/kind").asText())
                .isEqualTo("list");
        assertThat(post("/api/prices/import?format=one-api", "{'ModelRatio':{'m':1.25},'CompletionRatio':{'m':4}}")
                        .at("/differences/0/is/output")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void theDryRunAnswersTotals() {
        JsonNode answer = post(
                "/api/prices/dry-run",
                "{'from':'2026-01-01T00:00:00Z','until':'2026-01-08T00:00:00Z','prices':{'models':{'m':{'input':1,'output':1}}}}");

        assertThat(answer.path("requests").asInt()).isZero();
        assertThat(answer.path("difference_nanodollars").asLong()).isZero();
        assertThat(answer.path("by_channel").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/prices | {} | a change has models, groups or remove",
                "/api/prices | [] | expected the keys groups",
                "/api/prices | {'models':{'m':{'input':1}}} | models → m → output: expected dollars, found nothing",
                "/api/prices | {'models':{'m':{'input':1,'output':1,'providers':{'nobody':{'input':2}}}}} | providers → nobody: there is no such provider",
                "/api/prices | {'models':{'m':{'input':1,'output':1,'channels':{'c9':{'input':2}}}}} | channels → c9: there is no such channel",
                "/api/prices | {'valid-from':'soon','groups':{'vip':1}} | valid-from: expected a time",
                "/api/prices | {'remove':[{'provider':'x'}]} | remove → 1 → model: expected a text",
                "/api/prices/import?format=excel | {} | format must be litellm, one-api or new-api",
                "/api/prices/import?format=litellm&apply=1 | {} | apply must be true or false",
                "/api/prices/import?format=litellm | [] | expected models with litellm_provider",
                "/api/prices/import?format=new-api | {'x':1} | expected model_ratio or model_price",
                "/api/prices/dry-run | {'from':'2026-01-01T00:00:00Z'} | until is required",
                "/api/prices/dry-run | {'from':'x','until':'2026-01-01T00:00:00Z','version':1} | from must be a moment",
                "/api/prices/dry-run | {'from':'2026-01-02T00:00:00Z','until':'2026-01-01T00:00:00Z','version':1} | until must be later than from",
                "/api/prices/dry-run | {'from':'2026-01-01T00:00:00Z','until':'2026-01-02T00:00:00Z'} | prices or version must be given",
            })
    void whatIsWrongIsNamed(String path, String body, String message) {
        JsonNode error =
                management.post(path, body.replace('\'', '"')).expect(400).json();

        assertThat(error.at("/error/message").asText()).contains(message);
    }

    @Test
    void aVersionThatIsNotThereIsNotFound() {
        management.get("/api/prices?version=999").expect(404);
        management.get("/api/prices?version=x").expect(400);
        management.get("/api/prices?what=x").expect(400);
    }
}
