package dev.sluice.store;

import java.util.List;

/**
 * Calls added up over time, all together and by their parts.
 *
 * @param parts those that cost most, the dearest first
 */
public record UsageBreakdown(UsageSeries all, List<UsageSeries> parts) {
    public UsageBreakdown {
        parts = List.copyOf(parts);
    }
}
