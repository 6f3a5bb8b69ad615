package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key asks a running gateway how it stands: of its own calls it is told all, of others nothing. */
class KeyUsageTest {
    private static final String CHAT = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static @Nullable Gateway gateway;

    @BeforeAll
    static void start(@TempDir Path data) {
        gateway = Gateway.start(data, Map.of());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static Gateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    /** A new key of the administrator's with a budget of a dollar. */
    private static String key(String name) {
        ObjectNode fields = Gateway.JSON.createObjectNode().put("name", name).put("budget", "1.00");
        return gateway().manage("POST", "/api/keys", fields).path("key").asText();
    }

    private static HttpResponse<String> ask(String path, String key) {
        return gateway().call("GET", path, "", Map.of("Authorization", "Bearer " + key));
    }

    private static JsonNode told(String path, String key) {
        HttpResponse<String> answer = ask(path, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.parse(answer.body());
    }

    /** Calls the demonstration, and gives what that cost in nano-dollars once it is in the books. */
    private static long call(String key, String requestId) {
        HttpResponse<String> answer = gateway()
                .call(
                        "POST",
                        "/v1/chat/completions",
                        CHAT,
                        Map.of("Authorization", "Bearer " + key, "X-Request-Id", requestId));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return gateway()
                .awaitRows(requestId)
                .getFirst()
                .path("cost_nanodollars")
                .asLong();
    }

    private static long nanos(JsonNode dollars) {
        return dollars.decimalValue().movePointRight(9).longValueExact();
    }

    @Test
    void aKeyIsToldWhatItHasSpentAndWhatIsLeft() {
        String mine = key("mine");
        String other = key("other");

        long cost = call(mine, "mine-1");

        assertThat(cost).isPositive();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(700))
                .until(() -> nanos(told("/v1/usage", mine)
                                .path("spent")
                                .path("today")
                                .path("cost_usd"))
                        == cost);
        JsonNode usage = told("/v1/usage", mine);
        assertThat(usage.path("name").asText()).isEqualTo("mine");
        assertThat(mine).startsWith(usage.path("hint").asText());
        assertThat(usage.path("budget_usd").asLong()).isEqualTo(1);
        assertThat(nanos(usage.path("budget_left_usd"))).isEqualTo(1_000_000_000 - cost);
        assertThat(usage.path("balance_usd").isNull())
                .as("the administrator has no limit")
                .isTrue();
        assertThat(usage.path("spent").path("total").path("requests").asLong()).isEqualTo(1);
        assertThat(usage.path("by_model").path(0).path("model").asText()).isEqualTo("demo");
        assertThat(nanos(usage.path("by_model").path(0).path("cost_usd"))).isEqualTo(cost);
        assertThat(told("/v1/usage", other)
                        .path("spent")
                        .path("total")
                        .path("requests")
                        .asLong())
                .as("another key of the same user")
                .isZero();
    }

    @Test
    void openAiClientsReadLimitAndUsage() {
        String key = key("billing");
        long cost = call(key, "billing-1");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String days = "?start_date=" + today.minusDays(1) + "&end_date=" + today.plusDays(1);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(700))
                .until(() -> told("/v1/dashboard/billing/usage", key)
                                .path("total_usage")
                                .asDouble()
                        > 0);

        JsonNode subscription = told("/dashboard/billing/subscription", key);
        JsonNode usage = told("/v1/dashboard/billing/usage" + days, key);
        JsonNode before = told("/v1/dashboard/billing/usage?start_date=2020-01-01&end_date=2020-02-01", key);

        assertThat(nanos(subscription.path("hard_limit_usd"))).isEqualTo(1_000_000_000);
        assertThat(usage.path("total_usage").decimalValue().movePointRight(7).longValueExact())
                .isEqualTo(cost);
        assertThat(before.path("total_usage").asLong()).isZero();
        assertThat(told("/v1/dashboard/billing/subscription", Gateway.KEY)
                        .path("hard_limit_usd")
                        .asLong())
                .isEqualTo(100_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/usage", "/v1/dashboard/billing/subscription", "/dashboard/billing/usage"})
    void aKeyThatIsNoneIsToldNothing(String path) {
        HttpResponse<String> answer = ask(path, "sk-nobody-0123456789");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Gateway.parse(answer.body()).path("error").path("code").asText())
                .isEqualTo("invalid_api_key");
    }

    @Test
    void aRangeOfManyYearsIsRefused() {
        HttpResponse<String> answer = ask("/v1/usage?start_date=2020-01-01", key("curious"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.parse(answer.body()).path("error").path("param").asText())
                .isEqualTo("start_date");
    }

    @Test
    void whoAsksTooOftenIsToldToWaitAndOthersAreNot() {
        String eager = key("eager");

        int status = 200;
        for (int i = 0; status == 200 && i < 1_000; i++) {
            status = ask("/v1/usage", eager).statusCode();
        }

        assertThat(status).isEqualTo(429);
        assertThat(ask("/v1/usage", key("patient")).statusCode()).isEqualTo(200);
    }
}
