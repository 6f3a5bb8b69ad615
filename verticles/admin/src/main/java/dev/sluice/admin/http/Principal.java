package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param userId absent where no token was needed
 * @param token digest of the token that was presented, absent likewise
 * @param administrator whether everything is theirs to see and change
 */
public record Principal(@Nullable String userId, @Nullable Bytes token, boolean administrator) {
    public static final Principal ANYONE = new Principal(null, null, false);

    /** Whether something of this user's may be seen. */
    public boolean mayActFor(String owner) {
        return administrator || owner.equals(userId);
    }
}
