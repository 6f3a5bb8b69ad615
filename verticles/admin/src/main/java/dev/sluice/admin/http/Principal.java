package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param userId absent where no token was needed
 * @param means how they were recognised
 */
public record Principal(@Nullable String userId, Role role, Means means) {
    public static final Principal ANYONE = new Principal(null, Role.USER, new Means.Nothing());

    /** How somebody was recognised. */
    public sealed interface Means {

        /** Not at all, where that is not needed. */
        record Nothing() implements Means {}

        /**
         * By a management token.
         *
         * @param digest of the token
         * @param scopes absent where it is good for all that its user may
         * @param expiresAt absent where it never does
         */
        record Token(
                Bytes digest,
                @Nullable Scopes scopes,
                @Nullable Instant expiresAt) implements Means {}

        /** By a session that they signed in to. */
        record Session(String id) implements Means {}
    }

    /** Whether something of this user's may be seen. */
    public boolean maySee(String owner) {
        return role.seesAll() || owner.equals(userId);
    }

    /** Whether they may do less than their user, or not for as long; then they must not become that user by a password. */
    public boolean isLimited() {
        return switch (means) {
            case Means.Token token -> token.scopes() != null || token.expiresAt() != null;
            case Means.Session ignored -> false;
            case Means.Nothing ignored -> false;
        };
    }

    /** The id of the session, empty for those who have none. */
    public String sessionId() {
        return switch (means) {
            case Means.Session session -> session.id();
            case Means.Token ignored -> "";
            case Means.Nothing ignored -> "";
        };
    }
}
