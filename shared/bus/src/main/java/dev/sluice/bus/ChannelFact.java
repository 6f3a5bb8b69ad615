package dev.sluice.bus;

import dev.sluice.model.catalog.ChannelKeys;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream said for certain to one node: another node would be told the same.
 *
 * @param model the upstream's name of it; absent if it is of all
 * @param reason {@code key_refused}, {@code out_of_quota} or {@code limited}; others, of newer nodes, mean nothing to this one
 * @param age how long ago it was said
 * @param rest how long from now the key should be left alone
 * @param key the id of the channel's key; absent if it is {@link ChannelKeys#MAIN}
 */
public record ChannelFact(
        String channelId,
        @Nullable String model,
        String reason,
        Duration age,
        Duration rest,
        @Nullable String key) {
    /** The upstream refused the key (401, 403). */
    public static final String KEY_REFUSED = "key_refused";
    /** The key's account has nothing left (402). */
    public static final String OUT_OF_QUOTA = "out_of_quota";
    /** The upstream limits the model and said for how long (429 with {@code Retry-After}). */
    public static final String LIMITED = "limited";

    public ChannelFact {
        // Another version may have left out what this one asks for.
        channelId = Objects.requireNonNullElse(channelId, "");
        reason = Objects.requireNonNullElse(reason, "");
        age = Objects.requireNonNullElse(age, Duration.ZERO);
        rest = Objects.requireNonNullElse(rest, Duration.ZERO);
    }

    /** Of the channel's own secret. */
    public ChannelFact(String channelId, @Nullable String model, String reason, Duration age, Duration rest) {
        this(channelId, model, reason, age, rest, null);
    }

    /** The id of the key. */
    public String keyId() {
        return key == null ? ChannelKeys.MAIN : key;
    }
}
