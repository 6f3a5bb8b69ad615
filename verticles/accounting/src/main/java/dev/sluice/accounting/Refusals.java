package dev.sluice.accounting;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import java.time.Duration;

/** What callers are told when a call is not admitted for want of money or room. */
final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    static final GatewayError FULL =
            GatewayError.of(Kind.OVERLOADED, "Too many calls are in progress.").retryAfter(SOON);
    static final GatewayError BOOKS_BEHIND = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "Calls cannot be booked at the moment.")
            .retryAfter(LATER);
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

    static GatewayError notPriced(String model) {
        return GatewayError.of(
                        Kind.FORBIDDEN, "The model " + Names.quoted(model) + " has no price, so it cannot be billed.")
                .withCode("model_not_priced")
                .at("model");
    }
}
