package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestResourceTest {
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
            management.store.ledger().draw("n1", Account.ofKey(keyId), cost(i), cost(i));
            management.store.ledger().settle("n1", List.of(Rows.bill("call-" + i, keyId, cost(i))));
        }
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

        assertThat(all.path("data")).hasSize(5);
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
        assertThat(second.path("data")).hasSize(2);
        assertThat(second.path("data").findValuesAsText("call_id"))
                .doesNotContainAnyElementsOf(first.path("data").findValuesAsText("call_id"));
    }

    @Test
    void aQueryThatIsWrongIsNamedAndAnUnknownCallNotFound() {
        assertThat(management.get("/api/requests?user_id=admin").expect(400).param())
                .isEqualTo("user_id");
        assertThat(management.get("/api/requests?after=nonsense").expect(400).param())
                .isEqualTo("after");
        assertThat(management.get("/api/requests?key_id=a%20b").expect(400).param())
                .isEqualTo("key_id");
        management.get("/api/requests/none").expect(404);
        assertThat(others).isNotEqualTo(mine);
    }
}
