package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Json;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.Probing;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.store.Secret;
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

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelResourceTest {
    private static final String CANARY = "sk-canary-5d1f0c9b";

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void aChannelIsKeptAsItWasWritten() {
        JsonNode made = management.post("/api/channels", """
                        {"name":"whole","provider":"azure-openai","base_url":"https://me.example.com/openai/",
                        "secret":"s3cret","models":["gpt-5"],"model_patterns":["o*"],"list_upstream":true,
                        "model_mapping":{"gpt-5":"deployment-1"},"groups":["default","vip"],"priority":-3,"weight":7,
                        "enabled":false,"private_addresses":true,"parameters":{"api-version":"2024-10-21"},
                        "timeouts":{"connect":"500ms","total":"2h"},
                        "model_timeouts":{"gpt-5":{"first_content":"90s","between_chunks":"2m"}},
                        "requests_per_minute":600,"tokens_per_minute":90000,"concurrency":12,
                        "key_choice":"fill_first","test_model":"gpt-5"}""").expect(201).json();

        String id = made.path("id").asText();
        assertThat(management.store.channels().get(id))
                .contains(Channel.draft(id, "whole", "azure-openai")
                        .baseUrl("https://me.example.com/openai")
                        .models(List.of("gpt-5"))
                        .modelPatterns(List.of("o*"))
                        .listUpstream(true)
                        .modelMapping(Map.of("gpt-5", "deployment-1"))
                        .groups(Set.of("default", "vip"))
                        .priority(-3)
                        .weight(7)
                        .enabled(false)
                        .privateAddresses(true)
                        .parameters(Map.of("api-version", "2024-10-21"))
                        .timeouts(new TimeoutOverrides(Duration.ofMillis(500), null, null, Duration.ofHours(2)))
                        .modelTimeouts(Map.of(
                                "gpt-5",
                                new TimeoutOverrides(null, Duration.ofSeconds(90), Duration.ofMinutes(2), null)))
                        .limits(new ChannelLimits(600L, 90_000L, 12L))
                        .keys(new ChannelKeys(KeyChoice.FILL_FIRST, List.of("main")))
                        .probing(new Probing("gpt-5"))
                        .channel());
        assertThat(management.store.channels().secret(id)).contains(new Secret("s3cret"));
        JsonNode shown = management.get(at(made)).expect(200).json();
        assertThat(shown).isEqualTo(made);
        assertThat(shown.at("/timeouts/connect").asText()).isEqualTo("500ms");
        assertThat(shown.at("/timeouts/first_content").isNull()).isTrue();
        assertThat(shown.at("/model_timeouts/gpt-5/first_content").asText()).isEqualTo("90s");
        assertThat(shown.path("has_secret").asBoolean()).isTrue();
    }

    @Test
    void aRetiredProviderIsRefusedAndSaysWhatToUseInstead() {
        Reply reply = management
                .post("/api/channels", "{\"name\":\"old\",\"provider\":\"palm\",\"models\":[\"m\"]}")
                .expect(400);

        assertThat(reply.param()).isEqualTo("provider");
        assertThat(reply.text()).contains("is retired: Use the provider gemini.");
    }

    @Test
    void theSecretMayBeTheJsonOfAServiceAccount() {
        String secret = "{\n  \"type\": \"service_account\"\n}\n";
        JsonNode made = management
                .post(
                        "/api/channels",
                        Json.object()
                                .put("name", "account")
                                .put("provider", "openai")
                                .put("secret", secret)
                                .set("models", Json.object().arrayNode().add("m"))
                                .toString())
                .expect(201)
                .json();

        assertThat(management.store.channels().secret(made.path("id").asText())).contains(new Secret(secret));
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        JsonNode made = management.post("/api/channels", """
                        {"name":"patched","provider":"openai","secret":"s","models":["a"],"list_upstream":true,
                        "priority":5,"weight":5,"groups":["vip"],"timeouts":{"total":"1m"},"model_mapping":{"a":"b"},
                        "concurrency":3,"requests_per_minute":60}""").expect(201).json();

        JsonNode changed = management.patch(at(made), """
                        {"models":null,"priority":null,"weight":null,"groups":null,"timeouts":null,"model_mapping":null,
                        "concurrency":null}""").expect(200).json();

        assertThat(changed.path("name").asText()).isEqualTo("patched");
        assertThat(changed.path("models")).isEmpty();
        assertThat(changed.path("priority").asInt()).isZero();
        assertThat(changed.path("weight").asInt()).isEqualTo(1);
        assertThat(changed.path("groups").path(0).asText()).isEqualTo("default");
        assertThat(changed.at("/timeouts/total").isNull()).isTrue();
        assertThat(changed.path("model_mapping")).isEmpty();
        assertThat(changed.path("concurrency").isNull()).isTrue();
        assertThat(changed.path("requests_per_minute").asInt()).isEqualTo(60);
        assertThat(changed.path("has_secret").asBoolean()).isTrue();
        assertThat(management.store.channels().secret(made.path("id").asText())).contains(new Secret("s"));
    }

    @Test
    void aSecretIsInNoAnswerWhateverIsAsked() {
        String body = "{\"name\":\"canary\",\"provider\":\"openai\",\"models\":[\"m\"],\"secret\":\"" + CANARY + "\"}";
        Reply made = management.post("/api/channels", body).expect(201);
        String path = at(made.json());

        List<Reply> answers = List.of(
                made,
                management.post("/api/channels", body).expect(409),
                management.get(path).expect(200),
                management.get("/api/channels").expect(200),
                management.patch(path, "{\"weight\":2}").expect(200),
                management.patch(path, "{\"secret\":\"" + CANARY + "\"}").expect(200),
                management
                        .patch(path, "{\"secret\":\"" + CANARY + "\",\"weight\":0}")
                        .expect(400),
                management.patch(path, "{\"secret\":\"" + CANARY + "\\n\"}").expect(400),
                management.patch(path, "{\"secret\":\"two " + CANARY + "\"}").expect(400),
                management.patch(path, "{\"secret\":[\"" + CANARY + "\"]}").expect(400),
                management.patch(path, "{\"secret\":\"" + CANARY + "\"").expect(400),
                management.delete(path).expect(204));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.text()).doesNotContain(CANARY).doesNotContain("5d1f0c9b");
            assertThat(answer.headers().map().toString()).doesNotContain("5d1f0c9b");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'base_url':'https://other.example.com'}",
                "{'base_url':'https://mine.example.com:8443'}",
                "{'base_url':'http://mine.example.com'}",
                "{'base_url':null,'provider':'openai'}"
            })
    void aChannelThatMovesNeedsItsSecretAnew(String move) {
        JsonNode made = management
                .post("/api/channels", """
                        {"name":"mover %d","provider":"openai-compatible","base_url":"https://mine.example.com/v1",
                        "models":["m"],"secret":"s"}""".formatted(move.hashCode()))
                .expect(201)
                .json();
        String patch = move.replace('\'', '"');

        assertThat(management.patch(at(made), patch).expect(400).param()).isEqualTo("secret");
        management.patch(at(made), patch.replace("{", "{\"secret\":\"new\",")).expect(200);

        assertThat(management.store.channels().secret(made.path("id").asText())).contains(new Secret("new"));
        management.delete(at(made)).expect(204);
    }

    @Test
    void aChannelMayMoveAlongItsHostAndWithoutASecretAnywhere() {
        JsonNode withSecret = management.post("/api/channels", """
                        {"name":"stays","provider":"openai-compatible","base_url":"https://mine.example.com/v1",
                        "models":["m"],"secret":"s"}""").expect(201).json();
        JsonNode without = management.post("/api/channels", """
                        {"name":"wanders","provider":"openai-compatible","base_url":"https://mine.example.com/v1",
                        "models":["m"]}""").expect(201).json();

        management
                .patch(at(withSecret), "{\"base_url\":\"https://mine.example.com/v2\"}")
                .expect(200);
        management
                .patch(at(without), "{\"base_url\":\"https://other.example.com\"}")
                .expect(200);

        assertThat(without.path("has_secret").asBoolean()).isFalse();
        assertThat(management.store.channels().secret(withSecret.path("id").asText()))
                .contains(new Secret("s"));
    }

    @Test
    void theDemoAndAPrivateUpstreamCanBeAdded() {
        management
                .post("/api/channels", "{\"name\":\"demo\",\"provider\":\"demo\",\"models\":[\"demo\"]}")
                .expect(201);
        management.post("/api/channels", """
                        {"name":"local","provider":"vllm","list_upstream":true,"private_addresses":true}""").expect(201);
    }

    @Test
    void aDeletedChannelIsGone() {
        JsonNode made = management
                .post("/api/channels", "{\"name\":\"brief\",\"provider\":\"openai\",\"models\":[\"m\"]}")
                .expect(201)
                .json();

        management.delete(at(made)).expect(204);

        management.get(at(made)).expect(404);
        management.delete(at(made)).expect(404);
        management.patch(at(made), "{}").expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | {'provider':'openai'}",
                "provider | {'name':'x'}",
                "name | 'name':''",
                "provider | 'provider':'nowhere'",
                "provider | 'provider':'../openai'",
                "secret | 'secret':''",
                "secret | 'secret':null",
                "secret | 'secret':'a\\r\\nX-Evil: 1'",
                "secret | 'secret':'schlüssel'",
                "models | 'models':null",
                "models | 'models':[]",
                "models[0] | 'models':['']",
                "model_patterns[0] | 'model_patterns':[1]",
                "list_upstream | 'list_upstream':1",
                "model_mapping | 'model_mapping':[]",
                "model_mapping.a | 'model_mapping':{'a':1}",
                "model_mapping | 'model_mapping':{'':'a'}",
                "groups | 'groups':[]",
                "groups[0] | 'groups':['a/b']",
                "priority | 'priority':1000001",
                "weight | 'weight':0",
                "weight | 'weight':1.5",
                "enabled | 'enabled':0",
                "private_addresses | 'private_addresses':'true'",
                "parameters.colour | 'parameters':{'colour':'red'}",
                "timeouts | 'timeouts':'30s'",
                "timeouts.conect | 'timeouts':{'conect':'30s'}",
                "timeouts.connect | 'timeouts':{'connect':30}",
                "timeouts.connect | 'timeouts':{'connect':'PT30S'}",
                "timeouts.total | 'timeouts':{'total':'0s'}",
                "timeouts.total | 'timeouts':{'total':'25h'}",
                "model_timeouts.m.total | 'model_timeouts':{'m':{'total':'x'}}",
                "has_secret | 'has_secret':true",
                "id | 'id':'mine'",
                "base_url | 'provider':'openai-compatible'",
                "base_url | 'provider':'vllm'",
                "base_url | 'provider':'openai-compatible','base_url':'wss://example.com'",
                "base_url | 'provider':'spark-websocket','base_url':'https://example.com'",
                "base_url | 'provider':'demo','base_url':'https://example.com'",
                "parameters.api-version | 'provider':'azure-openai','base_url':'https://example.com'",
                "parameters.api-version | 'provider':'azure-openai','base_url':'https://example.com','parameters':{'api-version':'a b'}"
            })
    void aFieldThatIsWrongIsNamed(String field, String change) {
        String json = change.replace('\'', '"');
        String body = change.startsWith("{")
                ? json
                : over("{\"name\":\"x\",\"provider\":\"openai\",\"models\":[\"m\"]}", json);

        Reply reply = management.post("/api/channels", body).expect(400);

        assertThat(reply.param()).isEqualTo(field);
        assertThat(reply.json().at("/error/message").asText()).startsWith(field + " ");
    }

    private static String over(String base, String change) {
        ObjectNode fields = (ObjectNode) Json.read(Bytes.utf8(base));
        fields.setAll((ObjectNode) Json.read(Bytes.utf8("{" + change + "}")));
        return fields.toString();
    }

    private static String at(JsonNode channel) {
        return "/api/channels/" + channel.path("id").asText();
    }
}
