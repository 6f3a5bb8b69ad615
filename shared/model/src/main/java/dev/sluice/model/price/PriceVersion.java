package dev.sluice.model.price;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A numbered state of all prices: since when calls are billed by it, where it comes from. */
public record PriceVersion(
        int version,
        Instant validFrom,
        Instant createdAt,
        String source,
        @Nullable String note) {}
