package dev.sluice.bus;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream said for certain to one node: another node would be told the same.
 *
 * @param model the upstream's name of it; absent if it is of the whole channel
 * @param reason {@code key_refused} or {@code limited}; others, of newer nodes, mean nothing to this one
 * @param age how long ago it was said
 * @param rest how long from now the channel should be left alone
 */
public record ChannelFact(String channelId, @Nullable String model, String reason, Duration age, Duration rest) {
    /** The upstream refused the channel's key or account (401, 402, 403). */
    public static final String KEY_REFUSED = "key_refused";
    /** The upstream limits the model and said for how long (429 with {@code Retry-After}). */
    public static final String LIMITED = "limited";

    public ChannelFact {
        // Another version may have left out what this one asks for.
        channelId = Objects.requireNonNullElse(channelId, "");
        reason = Objects.requireNonNullElse(reason, "");
        age = Objects.requireNonNullElse(age, Duration.ZERO);
        rest = Objects.requireNonNullElse(rest, Duration.ZERO);
    }
}
