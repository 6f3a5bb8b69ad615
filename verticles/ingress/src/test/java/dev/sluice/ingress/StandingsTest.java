package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.Standing.Spending;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.catalog.KeyLimits;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors at which a key asks how it stands. */
class StandingsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
        stage.standing = Future.succeededFuture(standing());
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static Standing standing() {
        Spending spent = new Spending("", 3, 40, 2, new NanoDollars(1_250_000_000));
        return new Standing(
                "name",
                "sk-abc",
                null,
                List.of(),
                KeyLimits.NONE,
                List.of(),
                null,
                null,
                null,
                List.of(),
                spent,
                spent,
                spent,
                spent,
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/dashboard/billing/usage", "/dashboard/billing/usage"})
    void usageIsToldInCentsForTheDaysThatAreAskedFor(String path) throws Exception {
        HttpResponse<String> answer = stage.get(path + "?start_date=2026-01-01&end_date=2026-02-01");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"object\":\"list\",\"total_usage\":125}");
        StandingRequest asked = stage.standings.getFirst();
        assertThat(asked.fromMillis())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
        assertThat(asked.toMillis())
                .isEqualTo(Instant.parse("2026-02-01T00:00:00Z").toEpochMilli());
        assertThat(asked.asking().credential()).isEqualTo(Stage.digest("sk-test"));
    }

    @Test
    void usageWithoutDaysIsAllThatWasEverUsed() throws Exception {
        assertThat(stage.get("/v1/dashboard/billing/usage").statusCode()).isEqualTo(200);

        assertThat(stage.standings.getFirst().fromMillis()).isZero();
    }

    @Test
    void theOwnAccountIsOfThisMonthUnlessDaysAreGiven() throws Exception {
        HttpResponse<String> answer = stage.get("/v1/usage");

        assertThat(answer.body()).startsWith("{\"object\":\"key_usage\",\"name\":\"name\",\"hint\":\"sk-abc\"");
        StandingRequest asked = stage.standings.getFirst();
        assertThat(asked.fromMillis()).isPositive();
        assertThat(asked.fromMillis() % DAY).isZero();
        assertThat(asked.toMillis() - asked.fromMillis()).isBetween(0L, 31 * DAY);
    }

    @Test
    void aSubscriptionWithoutLimitSaysWhatClientsTakeForNone() throws Exception {
        HttpResponse<String> answer = stage.get("/dashboard/billing/subscription");

        assertThat(answer.body())
                .isEqualTo(
                        "{\"object\":\"billing_subscription\",\"has_payment_method\":true,\"soft_limit_usd\":100000000,"
                                + "\"hard_limit_usd\":100000000,\"system_hard_limit_usd\":100000000,\"access_until\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start_date=yesterday",
                "start_date=2026-02-30",
                "end_date=2026-1-1",
                "start_date=2026-02-01&end_date=2026-02-01",
                "start_date=2026-02-02&end_date=2026-02-01",
                "start_date=9999-01-01",
                "start_date=%2B999999999-01-01&end_date=2026-02-01"
            })
    void daysThatAreNoneAreRefusedByName(String query) throws Exception {
        HttpResponse<String> answer = stage.get("/v1/usage?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"", "_date");
        assertThat(stage.standings).isEmpty();
    }

    @Test
    void aBadKeyIsToldNothingButThat() throws Exception {
        GatewayError unknown = GatewayError.of(GatewayError.Kind.UNAUTHENTICATED, "The API key is not valid.");
        stage.standing = Future.failedFuture(new GatewayException(unknown));

        HttpResponse<String> answer = stage.get("/v1/usage");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"invalid_api_key\"").doesNotContain("key_usage");
    }

    @Test
    void withoutAKeyNothingIsAsked() throws Exception {
        HttpResponse<String> answer = stage.send("GET", "/v1/dashboard/billing/subscription", "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(stage.standings).isEmpty();
    }

    @Test
    void standingsAreOnlyToBeReadFrom() throws Exception {
        assertThat(stage.send("POST", "/v1/usage", "{}", "Authorization", "Bearer sk-test")
                        .statusCode())
                .isEqualTo(405);
    }
}
