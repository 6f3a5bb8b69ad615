package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.Standing.Allowance;
import dev.sluice.model.call.Standing.Spending;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.wire.json.JsonTree;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiStandingTest {
    private static final long DOLLAR = 1_000_000_000;

    @ParameterizedTest
    @CsvSource({
        // budget left, balance, limit: spent 2 and what is left, in dollars
        "  5,   ,  7",
        "   ,  3,  5",
        "  5,  3,  5",
        "  3,  5,  5",
        " -1,  5,  2",
        "   ,   ,  100000000"
    })
    void theLimitIsWhatWasSpentAndWhatIsLeft(@Nullable Long budgetLeft, @Nullable Long balance, long limit) {
        JsonNode told = tree(OpenAiStanding.subscription(standing(budgetLeft, balance)));

        assertThat(told.path("hard_limit_usd").asLong()).isEqualTo(limit);
        assertThat(told.path("soft_limit_usd")).isEqualTo(told.path("hard_limit_usd"));
        assertThat(told.path("system_hard_limit_usd")).isEqualTo(told.path("hard_limit_usd"));
        assertThat(told.path("access_until").asLong()).isEqualTo(1_800_000_000);
    }

    @Test
    void centsAreExact() {
        assertThat(OpenAiStanding.usage(standing(null, null)).utf8())
                .isEqualTo("{\"object\":\"list\",\"total_usage\":12.3456789}");
    }

    @Test
    void theOwnAccountSaysAllOfIt() {
        JsonNode told = tree(OpenAiStanding.own(standing(5L, 300L)));

        assertThat(told.path("balance_usd").toString()).isEqualTo("300");
        assertThat(told.path("left_usd").toString()).isEqualTo("5");
        assertThat(told.path("expires_at").asText()).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(told.path("limits").toString())
                .isEqualTo("{\"requests_per_minute\":60,\"tokens_per_minute\":null,\"concurrency\":2}");
        assertThat(told.path("rate_limits").toString())
                .isEqualTo("[{\"scope\":\"user\",\"dimension\":\"requests\",\"limit\":100,\"remaining\":7,"
                        + "\"reset_ms\":1500}]");
        assertThat(told.path("budgets").toString())
                .isEqualTo("[{\"name\":\"daily\",\"period\":\"day\",\"unit\":\"cost\",\"model\":null,\"limit_usd\":1,"
                        + "\"spent_usd\":0.25,\"left_usd\":0.75},{\"name\":\"few\",\"period\":\"minute\",\"unit\":\"requests\","
                        + "\"model\":\"gpt-*\",\"limit\":10,\"spent\":12,\"left\":0}]");
        assertThat(told.path("spent").path("range").toString())
                .isEqualTo("{\"requests\":1,\"prompt_tokens\":10,\"completion_tokens\":5,\"cost_usd\":0.123456789}");
        assertThat(told.path("by_model").toString())
                .isEqualTo("[{\"model\":\"gpt-x\",\"requests\":1,\"prompt_tokens\":10,\"completion_tokens\":5,"
                        + "\"cost_usd\":0.123456789}]");
    }

    private static Standing standing(@Nullable Long budgetLeft, @Nullable Long balance) {
        return new Standing(
                "mine",
                "sk-abcde",
                1_800_000_000_000L,
                List.of("gpt-x"),
                new KeyLimits(60L, null, 2L),
                List.of(new LimitState(Scope.USER, Dimension.REQUESTS, 100, 7, Duration.ofMillis(1_500))),
                budgetLeft == null ? null : new NanoDollars(10 * DOLLAR),
                budgetLeft == null ? null : new NanoDollars(budgetLeft * DOLLAR),
                balance == null ? null : new NanoDollars(balance * DOLLAR),
                List.of(
                        new Allowance("daily", "cost", "day", null, DOLLAR, DOLLAR / 4),
                        new Allowance("few", "requests", "minute", "gpt-*", 10, 12)),
                spending("", 0, 0),
                spending("", 1, 123_456_789),
                spending("", 2, 2 * DOLLAR),
                spending("", 1, 123_456_789),
                List.of(spending("gpt-x", 1, 123_456_789)));
    }

    private static Spending spending(String model, int requests, long cost) {
        return new Spending(model, requests, requests * 10L, requests * 5L, new NanoDollars(cost));
    }

    private static JsonNode tree(Bytes json) {
        return JsonTree.parse(json).orElseThrow();
    }
}
