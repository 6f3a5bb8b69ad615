package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestResourceTest {
    private static final String HERS = "token of alice";

    private Management management;
    private String mine;
    private String others;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        mine = key("mine");
        others = key("others");
        for (int i = 0; i < 5; i++) {
            String keyId = i % 2 == 0 ? mine : others;
            Rows.book(management.store, "call-" + i, keyId, cost(i));
        }
        management.store.users().create(new User("alice", "Alice", "user", true, false));
        management.store.tokens().put(management.vault.digestToken(HERS), Purpose.MANAGEMENT, "alice", null);
        Rows.settle(
                management.store, List.of(Rows.of("call-hers", "alice", "key_hers", "other", new NanoDollars(100))));
    }

    private static NanoDollars cost(int call) {
        return new NanoDollars(1_500_000L + call);
    }

    private String key(String name) {
        return management
                .post("/api/keys", "{\"name\":\"" + name + "\",\"budget\":5}")
                .json()
                .path("id")
                .asText();
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void aRequestIsShownWithItsMoneyInBothForms() {
        JsonNode shown = management.get("/api/requests/call-3").expect(200).json();

        assertThat(shown.path("call_id").asText()).isEqualTo("call-3");
        assertThat(shown.path("arrived_at").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(shown.path("cost").asText()).isEqualTo("0.001500003");
        assertThat(shown.path("cost_nanodollars").asLong()).isEqualTo(1_500_003);
        assertThat(shown.path("end").asText()).isEqualTo("completed");
        assertThat(shown.path("usage_source").asText()).isEqualTo("upstream");
        assertThat(shown.at("/usage/cache_read").asLong()).isEqualTo(20);
        assertThat(shown.path("first_content_ms").isNull()).isTrue();
        assertThat(shown.path("error_code").isNull()).isTrue();
    }

    @Test
    void requestsAreListedNewestFirstAndByKey() {
        JsonNode all = management.get("/api/requests").expect(200).json();
        JsonNode ofMine =
                management.get("/api/requests?key_id=" + mine).expect(200).json();

        assertThat(all.path("data")).hasSize(6);
        assertThat(all.path("next").isNull()).isTrue();
        assertThat(ofMine.path("data").findValuesAsText("call_id")).containsExactly("call-4", "call-2", "call-0");
        assertThat(management
                        .get("/api/requests?key_id=nobody")
                        .expect(200)
                        .json()
                        .path("data"))
                .isEmpty();
    }

    @Test
    void requestsAreListedInParts() {
        JsonNode first = management.get("/api/requests?limit=3").expect(200).json();
        JsonNode second = management
                .get("/api/requests?limit=3&after=" + first.path("next").asText())
                .expect(200)
                .json();

        assertThat(first.path("data")).hasSize(3);
        assertThat(second.path("data")).hasSize(3);
        assertThat(second.path("data").findValuesAsText("call_id"))
                .doesNotContainAnyElementsOf(first.path("data").findValuesAsText("call_id"));
    }

    @ParameterizedTest
    @CsvSource({
        "after=nonsense, after",
        "key_id=, key_id",
        "colour=red, colour",
        "from=yesterday, from",
        "from=2023-11-14T00:00:00Z&to=2023-11-13T00:00:00Z, to",
        "status_class=6, status_class",
        "status_class=4xx, status_class",
        "end=well, end",
        "limit=0, limit"
    })
    void aQueryThatIsWrongIsNamed(String query, String param) {
        assertThat(management.get("/api/requests?" + query).expect(400).param()).isEqualTo(param);
    }

    @Test
    void anUnknownCallIsNotFound() {
        management.get("/api/requests/none").expect(404);
    }

    @Test
    void filtersFindWhatTheySay() {
        assertThat(found("user_id=alice")).containsExactly("call-hers");
        assertThat(found("model=other&status_class=2")).containsExactly("call-hers");
        assertThat(found("channel_id=ch_1&end=completed")).hasSize(6);
        assertThat(found("end=caller_left")).isEmpty();
        assertThat(found("status_class=5")).isEmpty();
        assertThat(found("from=2023-11-14T22:13:20.123Z&to=2023-11-14T22:13:20.124Z"))
                .hasSize(6);
        assertThat(found("to=2023-11-14T22:13:20.123Z")).isEmpty();
    }

    private List<String> found(String query) {
        return management
                .get("/api/requests?" + query)
                .expect(200)
                .json()
                .path("data")
                .findValuesAsText("call_id");
    }

    @Test
    void everythingThatABillRestsOnIsShown() {
        JsonNode shown = management.get("/api/requests/call-hers").expect(200).json();

        assertThat(shown.path("policy").asText()).isEqualTo("reported_usage");
        assertThat(shown.at("/usage/cache_write_hour").asLong()).isEqualTo(6);
        assertThat(shown.at("/usage/image_output").asLong()).isEqualTo(10);
        assertThat(shown.at("/units/image").asLong()).isEqualTo(2);
        assertThat(shown.path("held_nanodollars").asLong()).isEqualTo(9_000);
        assertThat(shown.path("price_version").asInt()).isEqualTo(4);
        assertThat(shown.path("price_rule").asLong()).isEqualTo(12);
        assertThat(shown.path("purchase_rule").asLong()).isEqualTo(13);
        assertThat(shown.path("purchase_nanodollars").asLong()).isEqualTo(50);
        assertThat(shown.path("group").asText()).isEqualTo("default");
    }

    @Test
    void aUserSeesTheirOwnRequestsWithoutWhatThePlatformPays() {
        JsonNode list = hers("/api/requests").expect(200).json();

        assertThat(list.path("data").findValuesAsText("call_id")).containsExactly("call-hers");
        assertThat(list.toString()).doesNotContain("purchase", "channel", "provider", "upstream_model");
        hers("/api/requests/call-hers").expect(200);
        hers("/api/requests/call-3").expect(404);
        assertThat(hers("/api/requests?key_id=" + mine).expect(200).json().path("data"))
                .isEmpty();
        assertThat(hers("/api/requests?user_id=admin").expect(400).param()).isEqualTo("user_id");
        String csv = hers("/api/requests/export").expect(200).text();
        assertThat(csv.lines()).hasSize(2);
        assertThat(csv).doesNotContain("purchase", "ch_1");
    }

    private Management.Reply hers(String path) {
        return management.call("GET", path, null, HERS);
    }

    @Test
    void requestsAreExportedOldestFirst() {
        var csv =
                management.get("/api/requests/export?format=csv&key_id=" + mine).expect(200);
        var lines = management.get("/api/requests/export?format=jsonl").expect(200);

        assertThat(csv.header("content-disposition")).isEqualTo("attachment; filename=\"requests.csv\"");
        assertThat(csv.text().lines().map(line -> line.split(",", 2)[0]))
                .containsExactly("call_id", "call-0", "call-2", "call-4");
        assertThat(csv.text().lines().skip(1))
                .allMatch(line -> line.contains(",\"{\"\"image\"\":2}\",,9000,4,12,0.0015"))
                .allMatch(line -> line.contains(",ch_1,openai,gpt-5-2025,2,13,75000"));
        assertThat(lines.text().lines()).hasSize(6).allMatch(line -> line.startsWith("{\"call_id\":\"call-"));
    }

    @Test
    void theColumnsOfAnExportAreThoseOfTheDocument() {
        for (String path : List.of("/api/requests/export", "/api/usage/export")) {
            String names =
                    management.get(path).expect(200).text().lines().findFirst().orElseThrow();
            String description = management
                    .get("/api/openapi.json")
                    .json()
                    .path("paths")
                    .path(path)
                    .at("/get/description")
                    .asText();

            assertThat(description.replace("; for administrators also ", ", ").replace("; and last ", ", "))
                    .contains(names.replace(",", ", "));
        }
    }
}
