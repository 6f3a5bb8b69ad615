package dev.sluice.accounting;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.store.Budget;
import dev.sluice.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What callers are told when a call is not admitted for want of money or room. */
final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    static final GatewayError FULL =
            GatewayError.of(Kind.OVERLOADED, "Too many calls are in progress.").retryAfter(SOON);
    static final GatewayError BOOKS_BEHIND = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "Calls cannot be booked at the moment.")
            .retryAfter(LATER);
    static final GatewayError NOT_OPEN =
            GatewayError.of(Kind.BILLING_UNAVAILABLE, "The call is not open.").retryAfter(SOON);
    static final GatewayError CLOSED =
            GatewayError.of(Kind.OVERLOADED, "This node is stopping.").retryAfter(SOON);
    static final GatewayError TWICE = GatewayError.of(Kind.CONFLICT, "This call is in progress already.");

    private static final GatewayError BALANCE_UNKNOWN = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "The balance cannot be asked for at the moment.")
            .retryAfter(LATER);
    private static final GatewayError CROWDED = GatewayError.of(
                    Kind.OVERLOADED, "Too many calls wait for this account's balance.")
            .retryAfter(SOON);

    private final GatewayError tooLittle;

    /**
     * Refusals as an operator wants them.
     *
     * @param insufficientQuotaStatus 402 or 429
     */
    Refusals(int insufficientQuotaStatus) {
        tooLittle = GatewayError.of(
                        Kind.NO_BALANCE,
                        "The balance or budget does not cover the most that this call may cost; add credit,"
                                + " or lower max_tokens.")
                .withStatus(insufficientQuotaStatus);
    }

    GatewayError of(Taking taking) {
        return switch (taking) {
            case SHORT -> tooLittle;
            case CROWDED -> CROWDED;
            case UNKNOWN -> BALANCE_UNKNOWN;
            case TAKEN -> throw new IllegalArgumentException("nothing was refused");
        };
    }

    static GatewayError tooDear(String model) {
        return GatewayError.of(
                        Kind.FORBIDDEN,
                        "This call of " + Names.quoted(model) + " could cost more than is billed for one call.")
                .withCode("call_too_dear");
    }

    /**
     * A budget has too little left.
     *
     * @param claimed what the call might have taken of it
     */
    GatewayError ofBudget(Budget budget, long claimed, Instant now) {
        String name = "The budget " + Names.quoted(budget.name()) + " allows " + amount(budget, budget.limit());
        Instant end = budget.period().end(budget.period().start(now));
        if (claimed > budget.limit() && budget.unit() != Unit.REQUESTS) {
            return overBudget(
                    name + ", and this call may come to " + amount(budget, claimed) + "; lower max_tokens.", end);
        }
        if (end == null) {
            return overBudget(name + " in all and has too little left for this call.", null);
        }
        String period = budget.period().name().toLowerCase(Locale.ROOT);
        Duration wait = Duration.between(now, end).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        return overBudget(
                        name + " in each " + period + " and has too little left for this call; it begins anew at " + end
                                + ".",
                        end)
                .retryAfter(wait.isPositive() ? wait : SOON);
    }

    /** What begins anew is like a rate limit, what does not is like a balance. */
    private GatewayError overBudget(String message, @Nullable Instant end) {
        GatewayError error = end == null
                ? GatewayError.of(Kind.NO_BALANCE, message).withStatus(tooLittle.status())
                : GatewayError.of(Kind.RATE_LIMITED, message);
        return error.withCode("budget_exceeded");
    }

    private static String amount(Budget budget, long amount) {
        return switch (budget.unit()) {
            case REQUESTS -> amount + " requests";
            case TOKENS -> amount + " tokens";
            case COST -> new NanoDollars(amount) + " dollars";
        };
    }

    static GatewayError notPriced(String model) {
        return GatewayError.of(
                        Kind.FORBIDDEN, "The model " + Names.quoted(model) + " has no price, so it cannot be billed.")
                .withCode("model_not_priced")
                .at("model");
    }
}
