package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running gateway tells how a call went: from its memory, from the database after a restart, and in a header. */
class ExplainTest {
    private static final String CHAT =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a private word\"}]}";

    private static ObjectNode channel(int priority) {
        ObjectNode fields = Gateway.JSON.createObjectNode().put("priority", priority);
        fields.putArray("models").add("m");
        return fields;
    }

    private static JsonNode explain(Gateway gateway, String call) {
        return gateway.manage("GET", "/api/requests/" + call + "/explain", Gateway.JSON.missingNode());
    }

    /** Makes a call, and gives its call id once it is in the books. */
    private static String call(Gateway gateway, String requestId) {
        assertThat(gateway.chat(requestId, CHAT).statusCode()).isEqualTo(200);
        return gateway.awaitRows(requestId).getFirst().path("call_id").asText();
    }

    @Test
    void whatWasTriedAgainIsToldAtOnceAndAfterARestart(@TempDir Path data) {
        try (FakeProvider broken = FakeProvider.reacting(new Fault.ServerError(500));
                FakeProvider healthy = FakeProvider.reacting(Answer.of("I am healthy"))) {
            String retried;
            String plain;
            try (Gateway gateway = Gateway.start(data, Map.of("SLUICE_EXPLAIN_SAMPLE", "0"))) {
                gateway.addChannel("healthy", healthy, channel(1));
                String first = gateway.addChannel("broken", broken, channel(9));
                retried = call(gateway, "retried");

                JsonNode told = explain(gateway, retried);

                assertThat(told.at("/attempts/0/channel").asText()).isEqualTo("broken");
                assertThat(told.at("/attempts/0/status").asInt()).isEqualTo(502);
                assertThat(told.at("/attempts/0/verdict").asText()).isEqualTo("failed");
                assertThat(told.at("/attempts/1/channel").asText()).isEqualTo("healthy");
                assertThat(told.at("/attempts/1/verdict").asText()).isEqualTo("ok");
                assertThat(told.at("/routing/candidates/0/verdict").asText()).isEqualTo("tried");
                assertThat(told.at("/routing/candidates/1/verdict").asText()).isEqualTo("chosen");
                assertThat(told.at("/routing/strategy").asText()).isEqualTo("weighted");
                assertThat(told.at("/stream/events").asLong()).isPositive();
                assertThat(told.at("/admission/hold_nanodollars").isNumber()).isTrue();
                assertThat(told.at("/settlement/policy").asText()).isNotEmpty();
                assertThat(told.at("/gateway_us/total").asLong()).isPositive();
                assertThat(told.toString()).doesNotContain("private word", "sk-upstream", Gateway.KEY);
                gateway.manage("DELETE", "/api/channels/" + first, Gateway.JSON.missingNode());
                plain = await().atMost(Duration.ofSeconds(20))
                        .until(() -> call(gateway, "plain-" + UUID.randomUUID()), call -> attempts(gateway, call) == 1);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> explain(gateway, retried)
                                .path("source")
                                .asText()
                                .equals("store"));
                assertThat(explain(gateway, plain).path("source").asText()).isEqualTo("node");
            }
            try (Gateway again = Gateway.start(data, Map.of())) {
                assertThat(explain(again, retried).at("/attempts/0/channel").asText())
                        .isEqualTo("broken");
                JsonNode forgotten = explain(again, plain);
                assertThat(forgotten.path("source").asText()).isEqualTo("row");
                assertThat(forgotten.path("missing").toString()).contains("attempts");
                assertThat(forgotten.path("attempt_count").asInt()).isEqualTo(1);
            }
        }
    }

    private static int attempts(Gateway gateway, String call) {
        return gateway.manage("GET", "/api/requests/" + call, Gateway.JSON.missingNode())
                .path("attempts")
                .asInt();
    }

    @Test
    void aKeyThatMayIsToldInAHeader(@TempDir Path data) {
        try (Gateway gateway = Gateway.start(data, Map.of())) {
            ObjectNode fields =
                    Gateway.JSON.createObjectNode().put("name", "curious").put("may_explain", true);
            String key = gateway.manage("POST", "/api/keys", fields).path("key").asText();

            HttpResponse<String> told = ask(gateway, key);

            assertThat(told.headers().firstValue("x-sluice-explain").orElse(""))
                    .startsWith("channel=")
                    .contains(";attempts=1;", ";settlement=");
            assertThat(ask(gateway, Gateway.KEY).headers().firstValue("x-sluice-explain"))
                    .isEmpty();
        }
    }

    private static HttpResponse<String> ask(Gateway gateway, String key) {
        return gateway.call(
                "POST",
                "/v1/chat/completions",
                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                Map.of("Authorization", "Bearer " + key, "X-Sluice-Explain", "true"));
    }
}
