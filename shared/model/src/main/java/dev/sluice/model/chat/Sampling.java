package dev.sluice.model.chat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is drawn. Each is absent unless the caller gave it; numbers keep the form in which they were written,
 * so that an explicit zero stays one.
 */
public record Sampling(
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal topP,
        @Nullable BigDecimal topK,
        @Nullable Long seed,
        @Nullable BigDecimal frequencyPenalty,
        @Nullable BigDecimal presencePenalty) {
    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null);
}
