package dev.sluice.model.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt at one channel ended, told to the router.
 *
 * @param retryAfter how long the upstream asked to be left alone
 * @param firstContent from the attempt's start to its first content, absent when there was none
 */
public record Outcome(
        String channelId,
        String model,
        Verdict verdict,
        @Nullable Duration retryAfter,
        @Nullable Duration firstContent) {}
