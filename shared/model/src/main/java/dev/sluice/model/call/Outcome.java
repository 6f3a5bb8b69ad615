package dev.sluice.model.call;

import dev.sluice.model.catalog.ChannelKeys;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt at one channel ended, told to the router.
 *
 * @param model the caller's name of the model; the router knows the channel's mapping
 * @param retryAfter how long the upstream asked to be left alone
 * @param firstContent from the attempt's start to its first content, absent when there was none
 * @param elapsed from the attempt's start to its end, zero if nobody timed it; tells an attempt that began before the
 *     channel went to rest, or before it came back, from one that says how the channel is now
 * @param limits what the upstream said is left of its own limits
 * @param key the id of the channel's key that was tried; absent if it is {@link ChannelKeys#MAIN}
 * @param upstreamModel the upstream's name of the model; absent for what the channel's mapping says, where that is but one
 */
public record Outcome(
        String channelId,
        String model,
        Verdict verdict,
        @Nullable Duration retryAfter,
        @Nullable Duration firstContent,
        Duration elapsed,
        List<UpstreamLimit> limits,
        @Nullable String key,
        @Nullable String upstreamModel) {
    public Outcome {
        limits = List.copyOf(limits);
        if (elapsed.isNegative()) {
            throw new IllegalArgumentException("an attempt does not end before it begins");
        }
    }

    /** An outcome of an attempt with the channel's own secret. */
    public Outcome(
            String channelId,
            String model,
            Verdict verdict,
            @Nullable Duration retryAfter,
            @Nullable Duration firstContent,
            Duration elapsed,
            List<UpstreamLimit> limits) {
        this(channelId, model, verdict, retryAfter, firstContent, elapsed, limits, null, null);
    }

    /** The same of an attempt with this key. */
    public Outcome with(@Nullable String newKey) {
        return new Outcome(channelId, model, verdict, retryAfter, firstContent, elapsed, limits, newKey, upstreamModel);
    }

    /** The same of an attempt at this model of the upstream. */
    public Outcome at(String newUpstreamModel) {
        return new Outcome(channelId, model, verdict, retryAfter, firstContent, elapsed, limits, key, newUpstreamModel);
    }

    /** The id of the key that was tried. */
    public String keyId() {
        return key == null ? ChannelKeys.MAIN : key;
    }

    /** An outcome of an attempt whose upstream said nothing of its limits. */
    public Outcome(
            String channelId,
            String model,
            Verdict verdict,
            @Nullable Duration retryAfter,
            @Nullable Duration firstContent,
            Duration elapsed) {
        this(channelId, model, verdict, retryAfter, firstContent, elapsed, List.of());
    }

    /** An outcome of an attempt that nobody timed; it is taken for one that began just now. */
    public Outcome(
            String channelId,
            String model,
            Verdict verdict,
            @Nullable Duration retryAfter,
            @Nullable Duration firstContent) {
        this(channelId, model, verdict, retryAfter, firstContent, Duration.ZERO);
    }
}
