package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Management tokens, sessions and one-time set-up links: things that are presented and recognised by digest. */
public interface Tokens {

    /** What a token is good for. */
    enum Purpose {
        MANAGEMENT,
        SETUP
    }

    /** Adds or replaces a token. */
    void put(Bytes digest, Purpose purpose, String userId, @Nullable Instant expiresAt);

    /** The user whom a valid token of this purpose belongs to; the comparison takes constant time. */
    Optional<String> find(Bytes digest, Purpose purpose, Instant now);

    /** As {@link #find}, and the token is void afterwards; of two at once one succeeds. */
    Optional<String> redeem(Bytes digest, Purpose purpose, Instant now);

    void revoke(Bytes digest);

    /** Removes all tokens of a purpose, such as the set-up link of an earlier start. */
    void revokeAll(Purpose purpose);
}
