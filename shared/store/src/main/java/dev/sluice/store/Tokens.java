package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Management tokens, sessions and one-time set-up links: things that are presented and recognised by digest. */
public interface Tokens {

    /** What a token is good for. */
    enum Purpose {
        MANAGEMENT,
        /** The first administrator's first password. */
        SETUP,
        /** A password of somebody else, by a link that an administrator made. */
        PASSWORD,
        /** Signing in by somebody who has shown the password, and not yet what else is asked for. */
        SECOND_FACTOR
    }

    /** Adds or replaces a token. */
    void put(Bytes digest, Purpose purpose, String userId, @Nullable Instant expiresAt);

    /** As {@link #put}, and the user's others of that purpose are void. */
    void putAlone(Bytes digest, Purpose purpose, String userId, @Nullable Instant expiresAt);

    /** The user whom a valid token of this purpose belongs to; the comparison takes constant time. */
    Optional<String> find(Bytes digest, Purpose purpose, Instant now);

    /**
     * A management token that a user made.
     *
     * @param scopes what it may be used for; null for all that its user may
     */
    record Made(
            String id,
            String name,
            String userId,
            @Nullable List<String> scopes,
            Instant madeAt,
            @Nullable Instant expiresAt) {}

    /**
     * Who has a management token.
     *
     * @param scopes as {@link Made#scopes}
     * @param expiresAt null if it never does
     */
    record Holder(
            String userId,
            @Nullable List<String> scopes,
            @Nullable Instant expiresAt) {}

    /**
     * Adds a management token.
     *
     * @return false if the user has {@code most} already
     */
    boolean make(Bytes digest, Made token, int most);

    /** Whose valid management token this is; the comparison takes constant time. */
    Optional<Holder> holder(Bytes digest, Instant now);

    /** Those that a user made, in order of creation. */
    List<Made> madeBy(String userId);

    /** False if the user has made no such token. */
    boolean revoke(String userId, String id);

    /** Revokes all that a user made; returns how many. */
    int revokeMade(String userId);

    /** As {@link #find}, and the token is void afterwards; of two at once one succeeds. */
    Optional<String> redeem(Bytes digest, Purpose purpose, Instant now);

    void revoke(Bytes digest);

    /** Removes all tokens of a purpose, such as the set-up link of an earlier start. */
    void revokeAll(Purpose purpose);
}
