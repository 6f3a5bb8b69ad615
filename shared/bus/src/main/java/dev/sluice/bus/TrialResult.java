package dev.sluice.bus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ChannelTrial} went.
 *
 * @param model by its callers' name
 * @param status the upstream's, or what callers would have been told
 * @param firstContent absent if there was none
 * @param text the beginning of the answer; absent if it has none
 * @param error why it failed; absent if it worked
 */
public record TrialResult(
        boolean ok,
        String model,
        String key,
        int status,
        Duration latency,
        @Nullable Duration firstContent,
        @Nullable String text,
        @Nullable String error) {}
