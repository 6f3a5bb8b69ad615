package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelEvents.Event;
import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelStates.Resting;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Channel;
import dev.sluice.store.Secret;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelKeyResourceTest {
    private static final String CANARY = "sk-canary-7c1e";

    private Management management;
    private String channel = "";

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        channel = "/api/channels/"
                + management
                        .post(
                                "/api/channels",
                                "{\"name\":\"c\",\"provider\":\"openai\",\"models\":[\"m\"],\"secret\":\"s0\"}")
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private String id() {
        return channel.substring(channel.lastIndexOf('/') + 1);
    }

    private JsonNode keys() {
        return management.get(channel + "/keys").expect(200).json().path("data");
    }

    @Test
    void aKeyIsAddedRenamedDisabledAndDeletedAndItsSecretIsInNoAnswerOrLog() {
        JsonNode made = management
                .post(channel + "/keys", "{\"name\":\"second\",\"secret\":\"" + CANARY + "\"}")
                .expect(201)
                .json();
        String key = channel + "/keys/" + made.path("id").asText();
        assertThat(made.path("name").asText()).isEqualTo("second");
        assertThat(made.path("created_at").asText()).isNotEmpty();
        Channel stored = management.store.channels().get(id()).orElseThrow();
        assertThat(management.store.channels().keys().secrets(stored))
                .containsEntry(made.path("id").asText(), Optional.of(new Secret(CANARY)));
        assertThat(management.get(channel).json().path("keys").asInt()).isEqualTo(2);
        assertThat(management.get("/api/channels").json().at("/data/0/keys").asInt())
                .isEqualTo(2);
        assertThat(keys()).extracting(k -> k.path("name").asText()).containsExactly("main", "second");

        JsonNode off = management
                .patch(key, "{\"name\":\"2nd\",\"enabled\":false}")
                .expect(200)
                .json();
        assertThat(off.path("state").asText()).isEqualTo("disabled");
        assertThat(management.store.channels().get(id()).orElseThrow().keys().ids())
                .containsExactly("main");

        management.delete(key).expect(204);
        management.delete(key).expect(404);
        assertThat(management.delete(channel + "/keys/main").expect(409).text()).contains("only key");
        String log = management.get("/api/audit-log").expect(200).text();
        assertThat(log).contains("POST /api/channels/{id}/keys").doesNotContain(CANARY);
        assertThat(log).contains("channel_key");
    }

    @Test
    void aListOfSecretsIsAddedAtOnceWithNamesThatAreMade() {
        management
                .post(channel + "/keys", "{\"name\":\"key 3\",\"secret\":\"x\"}")
                .expect(201);

        JsonNode made = management
                .post(channel + "/keys", "{\"secrets\":[\"" + CANARY + "\",\"b\",\"c\"]}")
                .expect(201)
                .json()
                .path("data");

        assertThat(made).extracting(k -> k.path("name").asText()).containsExactly("key 4", "key 5", "key 6");
        assertThat(keys()).hasSize(5);
        assertThat(management.get("/api/audit-log").text()).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name",
                "{'name':'x'}|secret",
                "{'name':'main','secret':'x'}|name",
                "{'name':'x','secret':'a b'}|secret",
                "{'secrets':[]}|secrets",
                "{'secrets':['a','a']}|secrets[1]",
                "{'secrets':['a'],'name':'x'}|secrets",
                "{'name':'x','secret':'y','enabled':true}|enabled"
            })
    void whatIsWrongIsNamed(String body, String param) {
        Reply reply =
                management.post(channel + "/keys", body.replace('\'', '"')).expect(400);

        assertThat(reply.param()).isEqualTo(param);
    }

    @Test
    void aNameThatIsTakenIsAConflictAndAnUnknownChannelIsNotFound() {
        management.post(channel + "/keys", "{\"name\":\"x\",\"secret\":\"x\"}").expect(201);

        management.post(channel + "/keys", "{\"name\":\"x\",\"secret\":\"y\"}").expect(409);
        management
                .post("/api/channels/ch_9/keys", "{\"name\":\"x\",\"secret\":\"y\"}")
                .expect(404);
        management.get("/api/channels/ch_9/keys").expect(404);
        management.patch(channel + "/keys/ck_9", "{\"enabled\":true}").expect(404);
        assertThat(management
                        .patch(channel + "/keys/main", "{\"name\":\"other\"}")
                        .expect(400)
                        .param())
                .isEqualTo("name");
        assertThat(management
                        .patch(channel, "{\"key_choice\":\"best\"}")
                        .expect(400)
                        .param())
                .isEqualTo("key_choice");
        management
                .patch(channel, "{\"provider\":\"vllm\",\"private_addresses\":true,\"secret\":\"z\"}")
                .expect(409);
    }

    @Test
    void howAKeyStandsIsWhatTheRouterSays() {
        Resting resting = new Resting("resting", "rests, it was refused", "", Duration.ofSeconds(30));
        ChannelSum sum = new ChannelSum(id(), 0, 0, 0, 0, null, 0, List.of());
        ChannelState state = new ChannelState(
                id(), resting, 10, 0, sum, List.of(), List.of(new KeyState("main", resting, List.of())));
        management.answer(
                Addresses.CHANNELS,
                asked -> Future.succeededFuture(new ChannelStates("node-under-test", List.of(state))));

        JsonNode main = keys().path(0);

        assertThat(main.path("state").asText()).isEqualTo("resting");
        assertThat(main.path("reason").asText()).isEqualTo("rests, it was refused");
        assertThat(Instant.parse(main.path("rests_until").asText()))
                .isBetween(
                        management.clock.instant(), management.clock.instant().plusSeconds(31));
    }

    @Test
    void aTestSaysHowItWentAndWhatCannotBeTestedSaysWhy() {
        AtomicReference<ChannelTrial> asked = new AtomicReference<>();
        management.answer(Addresses.TRY_CHANNEL, trial -> {
            asked.set(trial);
            return trial.key() != null
                    ? Future.failedFuture(new GatewayException(Kind.MALFORMED, "key must be known"))
                    : Future.succeededFuture(new TrialResult(
                            true, "m", "main", 200, Duration.ofMillis(120), Duration.ofMillis(80), "ok", null));
        });

        JsonNode good = management
                .post(channel + "/test", "{\"model\":\"m\",\"stream\":true}")
                .expect(200)
                .json();

        assertThat(asked.get()).isEqualTo(new ChannelTrial(id(), "m", null, true));
        assertThat(good.toString())
                .isEqualTo("{\"ok\":true,\"model\":\"m\",\"key\":\"main\",\"status\":200,\"latency_ms\":120,"
                        + "\"first_token_ms\":80,\"text\":\"ok\"}");
        management.post(channel + "/test", "{\"key\":\"ck_9\"}").expect(400);
        management.post("/api/channels/ch_9/test", "{}").expect(404);
    }

    @Test
    void eventsAreThoseOfTheNodeThatAnswers() {
        Instant at = Instant.parse("2026-11-22T10:00:00Z");
        management.answer(
                Addresses.CHANNEL_EVENTS,
                query -> Future.succeededFuture(new ChannelEvents(
                        "node-under-test",
                        List.of(new Event(at, ChannelEvents.RESTED, "main", null, "rests, refused")))));

        JsonNode events = management.get(channel + "/events").expect(200).json();

        assertThat(events.path("node").asText()).isEqualTo("node-under-test");
        assertThat(events.path("data").toString())
                .isEqualTo("[{\"at\":\"2026-11-22T10:00:00Z\",\"event\":\"rested\",\"key\":\"main\","
                        + "\"reason\":\"rests, refused\"}]");
    }
}
