package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingResourceTest {
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
                .post("/api/routing-rules", body.replace('\'', '"'))
                .expect(201)
                .json();
    }

    private static String at(JsonNode rule) {
        return "/api/routing-rules/" + rule.path("id").asText();
    }

    @Test
    void aRuleIsMadeChangedReadAndDeleted() {
        long generation = management.store.generation();
        JsonNode made = create("{'scope':'model','subject':'big','strategy':'lowest_latency',"
                + "'fallbacks':['small','tiny'],'fallback_on_content_filter':true}");
        assertThat(management.store.generation()).isGreaterThan(generation);
        assertThat(management.store.catalog().rules())
                .anyMatch(rule -> rule.id().equals(made.path("id").asText()));

        JsonNode changed = management
                .patch(at(made), "{\"strategy\":null,\"fallbacks\":[\"tiny\"]}")
                .expect(200)
                .json();

        assertThat(changed.path("strategy").isNull()).isTrue();
        assertThat(changed.path("fallbacks")).hasSize(1);
        assertThat(changed.path("fallback_on_content_filter").asBoolean()).isTrue();
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(changed);
        assertThat(management
                        .get("/api/routing-rules?limit=200")
                        .expect(200)
                        .json()
                        .path("data"))
                .contains(changed);
        management.delete(at(made)).expect(204);
        management.get(at(made)).expect(404);
        management.patch(at(made), "{\"strategy\":\"weighted\"}").expect(404);
        management.delete(at(made)).expect(404);
    }

    @Test
    void slowCallsAreTriedTwiceWhereARuleSaysSo() {
        JsonNode made = create("{'scope':'model','subject':'slow','hedge_percent':5}");
        assertThat(made.path("hedge_after").asText()).isEqualTo("p95");
        assertThat(made.path("hedge_percent").asInt()).isEqualTo(5);

        JsonNode fixed = management
                .patch(at(made), "{\"hedge_after\":\"800ms\"}")
                .expect(200)
                .json();
        assertThat(fixed.path("hedge_after").asText()).isEqualTo("800ms");
        assertThat(fixed.path("hedge_percent").asInt()).isEqualTo(5);
        assertThat(management
                        .patch(at(made), "{\"hedge_after\":null}")
                        .expect(200)
                        .json()
                        .path("hedge_after")
                        .asText())
                .isEqualTo("p95");
        assertThat(management
                        .patch(at(made), "{\"hedge_percent\":0}")
                        .expect(200)
                        .json()
                        .path("hedge_after")
                        .isNull())
                .isTrue();
        management.delete(at(made)).expect(204);
    }

    @Test
    void aShareOfCallsIsCopiedWhereARuleSaysSo() {
        String channel = management
                .post("/api/channels", "{\"name\":\"mirror\",\"provider\":\"openai\",\"models\":[\"big\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        JsonNode made =
                create("{'scope':'model','subject':'copied','shadow_channel':'" + channel + "','shadow_percent':25}");
        assertThat(made.path("shadow_channel").asText()).isEqualTo(channel);
        assertThat(made.path("shadow_percent").asInt()).isEqualTo(25);
        assertThat(management.store.catalog().rules()).anyMatch(rule -> new Shadow(channel, 25).equals(rule.shadow()));

        assertThat(management
                        .patch(at(made), "{\"shadow_percent\":30}")
                        .expect(200)
                        .json()
                        .path("shadow_channel")
                        .asText())
                .isEqualTo(channel);
        JsonNode paused =
                management.patch(at(made), "{\"shadow_percent\":0}").expect(200).json();
        assertThat(paused.path("shadow_channel").asText()).isEqualTo(channel);
        assertThat(paused.path("shadow_percent").asInt()).isZero();
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(paused);
        assertThat(management
                        .patch(at(made), "{\"canary_channel\":\"" + channel + "\",\"canary_percent\":5}")
                        .expect(400)
                        .param())
                .isEqualTo("shadow_channel");
        JsonNode ended = management
                .patch(at(made), "{\"shadow_channel\":null}")
                .expect(200)
                .json();
        assertThat(ended.path("shadow_channel").isNull()).isTrue();
        assertThat(ended.path("shadow_percent").asInt()).isZero();
        JsonNode begun = management
                .patch(at(made), "{\"shadow_channel\":\"" + channel + "\"}")
                .expect(200)
                .json();
        assertThat(begun.path("shadow_channel").asText()).isEqualTo(channel);
        assertThat(begun.path("shadow_percent").asInt()).isZero();
        management.delete(at(made)).expect(204);
    }

    @Test
    void aSubjectHasOneRuleAndAGroupThatHasOneStays() {
        management.post("/api/groups", "{\"name\":\"team-r\"}").expect(201);
        JsonNode made = create("{'scope':'group','subject':'team-r','strategy':'round_robin'}");

        management
                .post("/api/routing-rules", "{\"scope\":\"group\",\"subject\":\"team-r\"}")
                .expect(409);
        management.delete("/api/groups/team-r").expect(409);
        management.delete(at(made)).expect(204);
        management.delete("/api/groups/team-r").expect(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "scope | {'subject':'x'}",
                "scope | {'scope':'user','subject':'x'}",
                "subject | {'scope':'model'}",
                "subject | {'scope':'group','subject':'nobody'}",
                "strategy | {'scope':'model','subject':'x','strategy':'fastest'}",
                "fallbacks | {'scope':'group','subject':'default','fallbacks':['y']}",
                "fallbacks | {'scope':'model','subject':'x','fallbacks':['x']}",
                "fallbacks[1] | {'scope':'model','subject':'x','fallbacks':['y','y']}",
                "fallbacks | {'scope':'model','subject':'x','fallbacks':['1','2','3','4','5','6','7','8','9']}",
                "fallback_on_content_filter | {'scope':'model','subject':'x','fallback_on_content_filter':true}",
                "canary_channel | {'scope':'model','subject':'x','canary_channel':'ch_none','canary_percent':5}",
                "canary_percent | {'scope':'model','subject':'x','canary_percent':5}",
                "canary_percent | {'scope':'model','subject':'x','canary_percent':101}",
                "shadow_channel | {'scope':'model','subject':'x','shadow_channel':'ch_none','shadow_percent':5}",
                "shadow_percent | {'scope':'model','subject':'x','shadow_percent':5}",
                "shadow_percent | {'scope':'model','subject':'x','shadow_percent':101}",
                "hedge_percent | {'scope':'model','subject':'x','hedge_percent':51}",
                "hedge_after | {'scope':'model','subject':'x','hedge_after':'1s'}",
                "hedge_after | {'scope':'model','subject':'x','hedge_after':'soon','hedge_percent':5}",
                "id | {'scope':'model','subject':'x','id':'x'}"
            })
    void aFieldThatIsWrongIsNamed(String field, String body) {
        assertThat(management
                        .post("/api/routing-rules", body.replace('\'', '"'))
                        .expect(400)
                        .param())
                .isEqualTo(field);
    }
}
