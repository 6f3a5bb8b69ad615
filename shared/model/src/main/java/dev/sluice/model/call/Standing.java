package dev.sluice.model.call;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.KeyLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key stands: what it may use, what is left of that, and what it has used. The answer to a {@link StandingRequest}.
 *
 * @param name of the key
 * @param hint the first characters of the key
 * @param expiresAtMillis absent if it does not expire
 * @param models its allow-list; empty means every model of its group
 * @param rates of each dimension the tightest limit of the key, its user and its group, as far as the node that was asked knows
 * @param budget the most that may ever be spent with it, absent for no budget
 * @param budgetLeft what is left of that; less than nothing if a call has overrun it
 * @param balance what its user has, absent if there is no limit to that
 * @param allowances budgets with periods that count its calls
 * @param today by UTC, like all days here
 * @param ever since the key was made
 * @param range what was asked for
 * @param byModel the parts of the range, the dearest first
 */
public record Standing(
        String name,
        String hint,
        @Nullable Long expiresAtMillis,
        List<String> models,
        KeyLimits limits,
        List<LimitState> rates,
        @Nullable NanoDollars budget,
        @Nullable NanoDollars budgetLeft,
        @Nullable NanoDollars balance,
        List<Allowance> allowances,
        Spending today,
        Spending month,
        Spending ever,
        Spending range,
        List<Spending> byModel) {
    public Standing {
        models = List.copyOf(models);
        rates = List.copyOf(rates);
        allowances = List.copyOf(allowances);
        byModel = List.copyOf(byModel);
    }

    /** What may still be spent: the least of budget and balance; absent if neither bounds it. */
    public @Nullable NanoDollars left() {
        if (budgetLeft == null || balance == null) {
            return budgetLeft == null ? balance : budgetLeft;
        }
        return budgetLeft.compareTo(balance) < 0 ? budgetLeft : balance;
    }

    /**
     * What calls came to together.
     *
     * @param model empty if they are not told apart
     */
    public record Spending(String model, long requests, long promptTokens, long completionTokens, NanoDollars cost) {}

    /**
     * A budget with a period.
     *
     * @param unit {@code cost} (in nano-dollars), {@code tokens} or {@code requests}
     * @param period {@code minute}, {@code hour}, {@code day}, {@code month} or {@code total}
     * @param model that it counts, absent for all
     * @param spent in the period that is now; it may be more than the limit if a call overran it
     */
    public record Allowance(
            String name,
            String unit,
            String period,
            @Nullable String model,
            long limit,
            long spent) {}
}
