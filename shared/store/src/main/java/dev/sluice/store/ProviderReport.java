package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says it charges for one channel and day.
 *
 * @param day in UTC
 * @param note where the figure comes from, such as an invoice's number
 */
public record ProviderReport(
        String channelId,
        LocalDate day,
        NanoDollars amount,
        @Nullable String note) {
    public ProviderReport {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("a provider charges nothing negative");
        }
    }
}
