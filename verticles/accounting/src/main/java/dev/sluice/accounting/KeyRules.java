package dev.sluice.accounting;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a key must be for a call to be looked at further. */
final class KeyRules {
    /** Said of keys that are unknown and of keys that are switched off, so that a guess learns nothing. */
    static final GatewayError NOT_VALID =
            GatewayError.of(Kind.UNAUTHENTICATED, "The API key is missing, not valid or disabled.");

    private static final GatewayError EXPIRED =
            GatewayError.of(Kind.UNAUTHENTICATED, "The API key has expired.").withCode("key_expired");
    private static final GatewayError USER_DISABLED = GatewayError.of(
                    Kind.FORBIDDEN, "The account that this API key belongs to is disabled.")
            .withCode("user_disabled");
    private static final GatewayError GROUP_DISABLED = GatewayError.of(
                    Kind.FORBIDDEN, "The group that this API key belongs to is disabled.")
            .withCode("group_disabled");
    private static final GatewayError NOT_FROM_HERE = GatewayError.of(
                    Kind.FORBIDDEN, "This API key may not be used from this network address.")
            .withCode("address_not_allowed");

    private final InstantSource wall;

    KeyRules(InstantSource wall) {
        this.wall = wall;
    }

    /** Why this key may not be used at all, or not from this address; null if it may. */
    @Nullable
    GatewayError objection(KeyHolder holder, String remoteAddress) {
        if (!holder.key().enabled()) {
            return NOT_VALID;
        }
        if (holder.key().expiresAt() != null && holder.key().isExpired(wall.instant())) {
            return EXPIRED;
        }
        if (!holder.user().enabled()) {
            return USER_DISABLED;
        }
        if (!holder.groupOpen()) {
            return GROUP_DISABLED;
        }
        return holder.networks().contain(remoteAddress) ? null : NOT_FROM_HERE;
    }

    /** As above, and why the model may not be called with this key. */
    @Nullable
    GatewayError objection(KeyHolder holder, String remoteAddress, String model) {
        GatewayError objection = objection(holder, remoteAddress);
        if (objection != null || holder.models().isEmpty() || holder.models().contains(model)) {
            return objection;
        }
        return GatewayError.of(Kind.FORBIDDEN, "This API key may not use the model " + Names.quoted(model) + ".")
                .withCode("model_not_allowed")
                .at("model");
    }
}
