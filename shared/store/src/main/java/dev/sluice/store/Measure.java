package dev.sluice.store;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.UsageSource;
import java.util.Locale;

/** What is added up of calls. The name in lower case is that of the column, and of the field in JSON and CSV. */
public enum Measure {
    REQUESTS,
    /** Refused before any upstream was asked. */
    REFUSED,
    /** No channel began to answer, or the upstream failed in mid-answer. */
    FAILED,
    /** The caller left before the end. */
    ABANDONED,
    /** Billed by what was counted here, because the upstream reported nothing or nonsense. */
    COUNTED_HERE,
    INPUT_TOKENS,
    CACHE_READ_TOKENS,
    CACHE_WRITE_TOKENS,
    CACHE_WRITE_HOUR_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    AUDIO_INPUT_TOKENS,
    IMAGE_INPUT_TOKENS,
    AUDIO_OUTPUT_TOKENS,
    IMAGE_OUTPUT_TOKENS,
    /** What users pay, in nano-dollars. */
    COST,
    /** What providers are expected to charge, in nano-dollars. */
    PURCHASE,
    /** What the gateway itself took until answers were over, in microseconds; of calls that were not refused. */
    GATEWAY_US;

    long of(RequestRow row) {
        return switch (this) {
            case REQUESTS -> 1;
            case REFUSED -> count(row.end() == CallEnd.REFUSED);
            case FAILED -> count(row.end() == CallEnd.UPSTREAM_REFUSED || row.end() == CallEnd.UPSTREAM_BROKE);
            case ABANDONED -> count(row.end() == CallEnd.CALLER_LEFT || row.end() == CallEnd.CALLER_LEFT_EARLY);
            case COUNTED_HERE ->
                count(row.usageSource() == UsageSource.LOCAL || row.usageSource() == UsageSource.REPLACED);
            case INPUT_TOKENS -> row.usage().input();
            case CACHE_READ_TOKENS -> row.usage().cacheRead();
            case CACHE_WRITE_TOKENS -> row.usage().cacheWrite();
            case CACHE_WRITE_HOUR_TOKENS -> row.usage().rare().cacheWriteHour();
            case OUTPUT_TOKENS -> row.usage().output();
            case REASONING_TOKENS -> row.usage().reasoning();
            case AUDIO_INPUT_TOKENS -> row.usage().rare().audioInput();
            case IMAGE_INPUT_TOKENS -> row.usage().rare().imageInput();
            case AUDIO_OUTPUT_TOKENS -> row.usage().rare().audioOutput();
            case IMAGE_OUTPUT_TOKENS -> row.usage().rare().imageOutput();
            case COST -> row.cost().value();
            case PURCHASE -> row.reckoning().purchase().value();
            case GATEWAY_US -> row.end() == CallEnd.REFUSED ? 0 : row.gatewayMicros();
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isMoney() {
        return this == COST || this == PURCHASE;
    }

    public boolean isTime() {
        return this == GATEWAY_US;
    }

    public boolean isTokens() {
        return name().endsWith("_TOKENS");
    }

    private static long count(boolean counts) {
        return counts ? 1 : 0;
    }
}
