package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.DisableOverrides;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.Probing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How channels are probed, disabled by rules, and serve names with several models, as management has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbingFormTest {
    private Management management;
    private String path;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        path = "/api/channels/"
                + management
                        .post("/api/channels", """
                                {"name":"probed","provider":"openai","secret":"s","models":["m","n"]}""")
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private Channel stored() {
        return management
                .store
                .channels()
                .get(path.substring(path.lastIndexOf('/') + 1))
                .orElseThrow();
    }

    @Test
    void probesAndRulesAreKeptAsTheyWereWrittenAndNullClears() {
        JsonNode shown = management.patch(path, """
                        {"test_model":"n","probe_every":"90s","probe_every_well":"0s",
                        "auto_disable":{"enabled":true,"statuses":[401],"words":["gone"],"return":false}}""").expect(200).json();

        assertThat(stored().probing()).isEqualTo(new Probing("n", Duration.ofSeconds(90), Duration.ZERO));
        assertThat(stored().disabling())
                .isEqualTo(new DisableOverrides(true, null, null, Set.of(401), List.of("gone"), false));
        assertThat(shown.path("probe_every").asText()).isEqualTo("90s");
        assertThat(shown.path("probe_every_well").asText()).isEqualTo("0s");
        assertThat(shown.at("/auto_disable/statuses/0").asInt()).isEqualTo(401);
        assertThat(management.get(path).expect(200).json()).isEqualTo(shown);

        management
                .patch(path, "{\"probe_every\":null,\"probe_every_well\":null,\"auto_disable\":null}")
                .expect(200);
        assertThat(stored().probing()).isEqualTo(new Probing("n"));
        assertThat(stored().disabling().isNone()).isTrue();
    }

    @Test
    void aNameMayBeSeveralModels() {
        JsonNode shown = management.patch(path, """
                        {"model_mapping":{"m":[{"model":"a","weight":2},"b"],"n":["one"],"o":"two"}}""").expect(200).json();

        assertThat(stored().modelPools())
                .isEqualTo(Map.of("m", List.of(new PoolMember("a", 2), new PoolMember("b", 1))));
        assertThat(stored().modelMapping()).isEqualTo(Map.of("n", "one", "o", "two"));
        assertThat(shown.at("/model_mapping/m/0/weight").asInt()).isEqualTo(2);
        assertThat(shown.at("/model_mapping/n").asText()).isEqualTo("one");
        management.patch(path, "{\"model_mapping\":null}").expect(200);
        assertThat(stored().modelPools()).isEmpty();
    }

    @Test
    void whatARuleDisabledIsShownAndSwitchingItByHandMakesItSomebodysWish() {
        String id = stored().id();
        management.store.channels().rules().disable(id, "main", "the upstream refused the key");
        JsonNode shown = management.get(path).expect(200).json();
        assertThat(shown.path("disabled_by").asText()).isEqualTo("rule");
        assertThat(shown.path("disabled_reason").asText()).isEqualTo("the upstream refused the key");
        assertThat(management.get("/api/audit-log").expect(200).text()).contains("DISABLE by rule");

        management.patch(path, "{\"weight\":3}").expect(200);
        assertThat(stored().isDisabledByRule()).isTrue();
        JsonNode off = management.patch(path, "{\"enabled\":false}").expect(200).json();
        assertThat(off.path("disabled_by").asText()).isEqualTo("somebody");
        assertThat(management.store.channels().rules().enable(id, "main", "works"))
                .isFalse();

        assertThat(management
                        .patch(path, "{\"enabled\":true}")
                        .expect(200)
                        .json()
                        .path("disabled_by")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'probe_every':'5s'} | probe_every",
                "{'probe_every_well':'often'} | probe_every_well",
                "{'auto_disable':{'statuses':[200]}} | auto_disable.statuses[0]",
                "{'auto_disable':{'sometimes':true}} | auto_disable.sometimes",
                "{'model_mapping':{'m':[]}} | model_mapping.m",
                "{'model_mapping':{'m':['a',{'model':'a','weight':2}]}} | model_mapping.m",
                "{'model_mapping':{'m':[{'model':'a','weight':0}]}} | model_mapping.m[0].weight",
                "{'model_mapping':{'m':7}} | model_mapping.m"
            })
    void whatMakesNoSenseIsRefusedByName(String body, String param) {
        assertThat(management.patch(path, body.replace('\'', '"')).expect(400).param())
                .isEqualTo(param);
    }
}
