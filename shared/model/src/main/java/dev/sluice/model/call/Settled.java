package dev.sluice.model.call;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;

/** What a {@link Settlement} came to: the tokens that count and their price, for the log line and metrics. */
public record Settled(Usage usage, UsageSource source, NanoDollars cost, boolean priced) {}
