package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Groups;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.accounts().groups().create(new Groups.Group("vip", "", true));
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void aNewKeyIsShownOnceAndRecognisedByItsDigest() {
        JsonNode made =
                management.post("/api/keys", "{\"name\":\"fresh\"}").expect(201).json();

        String key = made.path("key").asText();
        assertThat(key)
                .matches("sk-[A-Za-z0-9]{43}")
                .startsWith(made.path("hint").asText());
        assertThat(made.path("hint").asText()).hasSize(8);
        assertThat(management
                        .store
                        .keys()
                        .find(management.vault.digestApiKey(key))
                        .map(ApiKey::id))
                .contains(made.path("id").asText());
        Reply shown = management.get(at(made)).expect(200);
        assertThat(shown.json().has("key")).isFalse();
        assertThat(shown.text()).doesNotContain(key);
    }

    @Test
    void aKeyIsKeptAsItWasWritten() {
        JsonNode made = management.post("/api/keys", """
                        {"name":"whole","group":"vip","models":["gpt-5","demo"],"networks":["10.0.0.0/8","::1"],
                        "requests_per_minute":60,"tokens_per_minute":1000,"concurrency":2,"budget":"12.500000001",
                        "expires_at":"2100-01-01T00:00:00+01:00","enabled":false,"may_explain":true}""").expect(201).json();

        ApiKey kept = management.store.keys().get(made.path("id").asText()).orElseThrow();
        assertThat(kept)
                .isEqualTo(new ApiKey(
                        kept.id(),
                        "whole",
                        kept.hint(),
                        "admin",
                        "vip",
                        false,
                        Instant.parse("2099-12-31T23:00:00Z"),
                        List.of("gpt-5", "demo"),
                        List.of("10.0.0.0/8", "::1"),
                        new KeyLimits(60L, 1000L, 2L),
                        new NanoDollars(12_500_000_001L),
                        management.clock.instant(),
                        true));
        JsonNode shown = management.get(at(made)).json();
        assertThat(shown.path("budget").asText()).isEqualTo("12.500000001");
        assertThat(shown.path("budget_nanodollars").asLong()).isEqualTo(12_500_000_001L);
        assertThat(shown.path("spent").asText()).isEqualTo("0");
        assertThat(shown.path("left_nanodollars").asLong()).isEqualTo(12_500_000_001L);
        assertThat(shown.path("expires_at").asText()).isEqualTo("2099-12-31T23:00:00Z");
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        JsonNode made = management.post("/api/keys", """
                        {"name":"patched","models":["a"],"requests_per_minute":5,"concurrency":1,"group":"vip",
                        "expires_at":"2100-01-01T00:00:00Z","budget":1}""").expect(201).json();

        JsonNode changed = management.patch(at(made), """
                        {"models":null,"requests_per_minute":null,"expires_at":null,"group":null,"budget":null}""").expect(200).json();

        assertThat(changed.path("name").asText()).isEqualTo("patched");
        assertThat(changed.path("models")).isEmpty();
        assertThat(changed.path("requests_per_minute").isNull()).isTrue();
        assertThat(changed.path("concurrency").asLong()).isEqualTo(1);
        assertThat(changed.path("expires_at").isNull()).isTrue();
        assertThat(changed.path("group").asText()).isEqualTo("default");
        assertThat(changed.path("budget").isNull()).isTrue();
        assertThat(changed.path("spent").isNull()).isTrue();
        assertThat(management.get(at(made)).json()).isEqualTo(changed);
    }

    @Test
    void aChangedBudgetLeavesWhatWasSpent() {
        JsonNode made = management
                .post("/api/keys", "{\"name\":\"spender\",\"budget\":10}")
                .json();
        spend(made.path("id").asText(), "4");

        JsonNode changed =
                management.patch(at(made), "{\"budget\":\"6.5\"}").expect(200).json();

        assertThat(changed.path("budget").asText()).isEqualTo("6.5");
        assertThat(changed.path("spent").asText()).isEqualTo("4");
        assertThat(changed.path("left").asText()).isEqualTo("2.5");
    }

    /** What a node draws, bills and settles, in short. */
    private void spend(String keyId, String dollars) {
        NanoDollars cost = NanoDollars.ofDollars(new BigDecimal(dollars));
        Rows.book(management.store, "call-" + keyId, keyId, cost);
    }

    @Test
    void aKeyCanBeDisabledEnabledAndDeleted() {
        JsonNode made =
                management.post("/api/keys", "{\"name\":\"short-lived\"}").json();

        assertThat(management
                        .post(at(made) + "/disable", "")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isFalse();
        assertThat(management
                        .patch(at(made), "{\"enabled\":true}")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        assertThat(management.delete(at(made)).expect(204).text()).isEmpty();

        management.get(at(made)).expect(404);
        management.delete(at(made)).expect(404);
        management.patch(at(made), "{\"enabled\":true}").expect(404);
        management.post(at(made) + "/disable", "{}").expect(404);
    }

    @Test
    void keysAreListedInPartsWithoutGapOrRepetition() {
        for (int i = 0; i < 5; i++) {
            management.post("/api/keys", "{\"name\":\"listed-" + i + "\"}").expect(201);
        }

        List<String> names = new ArrayList<>();
        String after = "";
        do {
            JsonNode part =
                    management.get("/api/keys?limit=2" + after).expect(200).json();
            assertThat(part.path("data").size()).isLessThanOrEqualTo(2);
            part.path("data").forEach(key -> names.add(key.path("name").asText()));
            after = part.path("next").isNull()
                    ? ""
                    : "&after=" + part.path("next").asText();
        } while (!after.isEmpty());

        assertThat(names).doesNotHaveDuplicates().contains("listed-0", "listed-1", "listed-2", "listed-3", "listed-4");
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        management.post("/api/keys", "{\"name\":\"taken\"}").expect(201);

        assertThat(management
                        .post("/api/keys", "{\"name\":\"taken\"}")
                        .expect(409)
                        .code())
                .isEqualTo("conflict");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | {}",
                "name | {'name':''}",
                "name | {'name':null}",
                "name | {'name':5}",
                "name | {'name':' x'}",
                "name | {'name':'a\\nb'}",
                "name | {'name':'a\\u202eb'}",
                "name | {'name':'\\ud800'}",
                "user_id | {'name':'x','user_id':'nobody'}",
                "user_id | {'name':'x','user_id':null}",
                "group | {'name':'x','group':'a b'}",
                "group | {'name':'x','group':'nobodys'}",
                "models | {'name':'x','models':'gpt'}",
                "models[1] | {'name':'x','models':['a',1]}",
                "models[1] | {'name':'x','models':['a','a']}",
                "networks[0] | {'name':'x','networks':['10.0.0.1/8']}",
                "networks[0] | {'name':'x','networks':['10.0.0.0/33']}",
                "networks[0] | {'name':'x','networks':['localhost']}",
                "requests_per_minute | {'name':'x','requests_per_minute':0}",
                "requests_per_minute | {'name':'x','requests_per_minute':1.5}",
                "tokens_per_minute | {'name':'x','tokens_per_minute':'5'}",
                "tokens_per_minute | {'name':'x','tokens_per_minute':99999999999999999999}",
                "concurrency | {'name':'x','concurrency':-1}",
                "budget | {'name':'x','budget':'1.0000000001'}",
                "budget | {'name':'x','budget':1e-10}",
                "budget | {'name':'x','budget':1e999999999}",
                "budget | {'name':'x','budget':'1e3'}",
                "budget | {'name':'x','budget':-1}",
                "budget | {'name':'x','budget':1000000000.1}",
                "budget | {'name':'x','budget':true}",
                "expires_at | {'name':'x','expires_at':'tomorrow'}",
                "expires_at | {'name':'x','expires_at':'2020-01-01T00:00:00Z'}",
                "expires_at | {'name':'x','expires_at':'+12020-01-01T00:00:00Z'}",
                "expires_at | {'name':'x','expires_at':4102444800}",
                "enabled | {'name':'x','enabled':'yes'}",
                "enabled | {'name':'x','enabled':null}",
                "id | {'name':'x','id':'mine'}",
                "key | {'name':'x','key':'sk-mine'}",
                "hint | {'name':'x','hint':'sk-'}",
                "created_at | {'name':'x','created_at':'2020-01-01T00:00:00Z'}",
                "spent | {'name':'x','spent':0}",
                "nonsense | {'name':'x','nonsense':1}"
            })
    void aFieldThatIsWrongIsNamed(String field, String body) {
        Reply reply = management.post("/api/keys", body.replace('\'', '"')).expect(400);

        assertThat(reply.param()).isEqualTo(field);
        assertThat(reply.json().at("/error/message").asText()).startsWith(field + " ");
        assertThat(reply.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "id", "key", "hint", "left"})
    void aPatchCannotReachWhatIsNotItsOwn(String field) {
        JsonNode made = management
                .post("/api/keys", "{\"name\":\"fixed " + field + "\"}")
                .json();

        assertThat(management
                        .patch(at(made), "{\"" + field + "\":\"x\"}")
                        .expect(400)
                        .param())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "limit,limit=0",
        "limit,limit=201",
        "limit,limit=x",
        "after,after=zzz",
        "after,after=%27",
        "sort,sort=name"
    })
    void aQueryThatIsWrongIsNamed(String name, String query) {
        assertThat(management.get("/api/keys?" + query).expect(400).param()).isEqualTo(name);
    }

    @Test
    void aQueryParameterGivenTwiceIsRefused() {
        assertThat(management.get("/api/keys?limit=1&limit=2").expect(400).param())
                .isEqualTo("limit");
    }

    private static String at(JsonNode key) {
        return "/api/keys/" + key.path("id").asText();
    }
}
