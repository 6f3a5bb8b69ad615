package dev.sluice.bus;

import dev.sluice.model.catalog.ChannelKeys;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one channel does, as one node sees it. Counts are of the last ten seconds.
 *
 * @param inFlight attempts under way now
 * @param attempts that said something about the channel
 * @param failures of these; {@code timeouts} of those
 * @param firstContent moving average of the time to the first content, absent if there was none
 * @param firstContents how many answers are behind that average, at most what it remembers
 * @param limits what the upstream said is left of its limits
 */
public record ChannelSum(
        String channelId,
        int inFlight,
        long attempts,
        long failures,
        long timeouts,
        @Nullable Duration firstContent,
        long firstContents,
        List<Left> limits) {
    public ChannelSum {
        // Another version may have left out what this one asks for.
        channelId = Objects.requireNonNullElse(channelId, "");
        limits = List.copyOf(limits);
    }

    /**
     * What is left of one limit.
     *
     * @param model the upstream's name of it
     * @param kind what is counted, in lower case: {@code requests}, {@code tokens}, {@code input_tokens}, {@code
     *     output_tokens}
     * @param limit 0 if the upstream did not say
     * @param age how long ago it was said
     * @param reset how long from now until there is more
     * @param key the id of the channel's key whose limit it is; absent if it is {@link ChannelKeys#MAIN}
     */
    public record Left(
            String model,
            String kind,
            long limit,
            long remaining,
            Duration age,
            Duration reset,
            @Nullable String key) {
        public Left {
            model = Objects.requireNonNullElse(model, "");
            kind = Objects.requireNonNullElse(kind, "");
            age = Objects.requireNonNullElse(age, Duration.ZERO);
            reset = Objects.requireNonNullElse(reset, Duration.ZERO);
        }

        /** Of the channel's own secret. */
        public Left(String model, String kind, long limit, long remaining, Duration age, Duration reset) {
            this(model, kind, limit, remaining, age, reset, null);
        }

        /** The same, of this key. */
        public Left of(@Nullable String newKey) {
            return new Left(model, kind, limit, remaining, age, reset, newKey);
        }

        /** The id of the key. */
        public String keyId() {
            return key == null ? ChannelKeys.MAIN : key;
        }
    }
}
