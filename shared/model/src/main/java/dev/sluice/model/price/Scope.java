package dev.sluice.model.price;

import org.jspecify.annotations.Nullable;

/**
 * Which calls a rule is for.
 *
 * @param model by the name that its callers use
 * @param provider those of this kind of upstream only
 * @param channelId those through this channel only
 * @param group those of callers of this group only
 */
public record Scope(
        String model,
        @Nullable String provider,
        @Nullable String channelId,
        @Nullable String group) {
    public Scope {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a price is for a model");
        }
    }

    public static Scope of(String model) {
        return new Scope(model, null, null, null);
    }

    /**
     * Of several rules for a call the one with the highest rank applies: channel and group, channel, provider and group,
     * provider, group, model.
     */
    int rank() {
        return (channelId == null ? 0 : 4) + (provider == null ? 0 : 2) + (group == null ? 0 : 1);
    }

    /** Whether a call of this model is meant; the model has been looked up. */
    boolean covers(Occasion call) {
        return (channelId == null || channelId.equals(call.channelId()))
                && (provider == null || provider.equals(call.provider()))
                && (group == null || group.equals(call.group()));
    }

    /** Whether a call may be meant of which provider and channel are not known yet. */
    boolean mayCover(Occasion call) {
        return group == null || group.equals(call.group());
    }
}
