package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.Standing.Allowance;
import dev.sluice.model.call.Standing.Spending;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a key stands: in the two documents of OpenAI's old billing pages, which many clients still ask for, and in one of our
 * own that says all.
 */
public final class OpenAiStanding {
    /** What One API and New API say of keys without a limit; clients know it. */
    private static final BigDecimal UNLIMITED = BigDecimal.valueOf(100_000_000);

    private static final int CENTS = 2;
    private static final long MILLIS = 1000;

    private OpenAiStanding() {}

    /** {@code billing_subscription}: the limit is what the key has spent since it was made and what is left to it. */
    public static Bytes subscription(Standing standing) {
        NanoDollars left = standing.left();
        BigDecimal limit =
                left == null ? UNLIMITED : dollars(standing.ever().cost().plus(atLeastZero(left)));
        Long expires = standing.expiresAtMillis();
        ObjectNode out = JsonTree.object()
                .put("object", "billing_subscription")
                .put("has_payment_method", true)
                .put("soft_limit_usd", limit)
                .put("hard_limit_usd", limit)
                .put("system_hard_limit_usd", limit)
                .put("access_until", expires == null ? 0 : expires / MILLIS);
        return JsonTree.write(out);
    }

    private static NanoDollars atLeastZero(NanoDollars amount) {
        return amount.isNegative() ? NanoDollars.ZERO : amount;
    }

    /** The usage of the range that was asked for, in cents. */
    public static Bytes usage(Standing standing) {
        BigDecimal cents = plain(standing.range().cost().toDollars().movePointRight(CENTS));
        return JsonTree.write(JsonTree.object().put("object", "list").put("total_usage", cents));
    }

    /** All of it. */
    public static Bytes own(Standing standing) {
        ObjectNode out = JsonTree.object().put("object", "key_usage");
        out.put("name", standing.name()).put("hint", standing.hint());
        Long expires = standing.expiresAtMillis();
        out.put(
                "expires_at",
                expires == null ? null : Instant.ofEpochMilli(expires).toString());
        ArrayNode models = out.putArray("models");
        standing.models().forEach(models::add);
        limits(standing.limits(), out.putObject("limits"));
        ArrayNode rates = out.putArray("rate_limits");
        standing.rates().forEach(rate -> rates.add(rate(rate)));
        out.put("budget_usd", orNull(standing.budget()));
        out.put("budget_left_usd", orNull(standing.budgetLeft()));
        out.put("balance_usd", orNull(standing.balance()));
        out.put("left_usd", orNull(standing.left()));
        ArrayNode budgets = out.putArray("budgets");
        standing.allowances().forEach(allowance -> budgets.add(allowance(allowance)));
        ObjectNode spent = out.putObject("spent");
        spent.set("today", spending(standing.today()));
        spent.set("month", spending(standing.month()));
        spent.set("total", spending(standing.ever()));
        spent.set("range", spending(standing.range()));
        ArrayNode parts = out.putArray("by_model");
        for (Spending part : standing.byModel()) {
            ObjectNode model = JsonTree.object().put("model", part.model());
            model.setAll(spending(part));
            parts.add(model);
        }
        return JsonTree.write(out);
    }

    private static void limits(KeyLimits limits, ObjectNode out) {
        out.put("requests_per_minute", limits.requestsPerMinute());
        out.put("tokens_per_minute", limits.tokensPerMinute());
        out.put("concurrency", limits.concurrency());
    }

    private static ObjectNode rate(LimitState rate) {
        return JsonTree.object()
                .put("scope", word(rate.scope()))
                .put("dimension", word(rate.dimension()))
                .put("limit", rate.limit())
                .put("remaining", rate.remaining())
                .put("reset_ms", rate.reset().toMillis());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode allowance(Allowance allowance) {
        ObjectNode out = JsonTree.object().put("name", allowance.name());
        out.put("period", allowance.period()).put("unit", allowance.unit()).put("model", allowance.model());
        long left = Math.max(0, Math.subtractExact(allowance.limit(), allowance.spent()));
        if (allowance.unit().equals("cost")) {
            out.put("limit_usd", dollars(new NanoDollars(allowance.limit())));
            out.put("spent_usd", dollars(new NanoDollars(allowance.spent())));
            out.put("left_usd", dollars(new NanoDollars(left)));
        } else {
            out.put("limit", allowance.limit()).put("spent", allowance.spent()).put("left", left);
        }
        return out;
    }

    private static ObjectNode spending(Spending spending) {
        return JsonTree.object()
                .put("requests", spending.requests())
                .put("prompt_tokens", spending.promptTokens())
                .put("completion_tokens", spending.completionTokens())
                .put("cost_usd", dollars(spending.cost()));
    }

    private static @Nullable BigDecimal orNull(@Nullable NanoDollars amount) {
        return amount == null ? null : dollars(amount);
    }

    private static BigDecimal dollars(NanoDollars amount) {
        return plain(amount.toDollars());
    }

    /** Without an exponent, which some clients cannot read. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
