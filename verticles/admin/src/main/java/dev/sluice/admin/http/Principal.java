package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param userId absent where no token was needed
 * @param token digest of the token that was presented, absent likewise
 */
public record Principal(@Nullable String userId, @Nullable Bytes token) {
    public static final Principal ANYONE = new Principal(null, null);
}
