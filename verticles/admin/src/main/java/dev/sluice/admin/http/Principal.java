package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
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
         */
        record Token(Bytes digest, @Nullable Scopes scopes) implements Means {}

        /** By a session that they signed in to. */
        record Session(String id) implements Means {}
    }

    /** Whether something of this user's may be seen. */
    public boolean maySee(String owner) {
        return role.seesAll() || owner.equals(userId);
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
