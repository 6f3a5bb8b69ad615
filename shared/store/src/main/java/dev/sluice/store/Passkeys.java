package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passkeys: key pairs of which users' devices keep the secret half. Thread safe; every method blocks. */
public interface Passkeys {

    /**
     * One passkey.
     *
     * @param name what its user calls it
     * @param attested the credential's id and public key, as the authenticator sent them
     * @param signatures how many it said that it had made; 0 where it does not count
     * @param backupEligible whether it may be on several devices
     * @param backedUp whether it is, as far as is known
     */
    record Passkey(
            String id,
            String userId,
            String name,
            Bytes attested,
            long signatures,
            boolean backupEligible,
            boolean backedUp,
            Instant madeAt,
            @Nullable Instant usedAt) {}

    /**
     * A challenge that was signed, which is good once.
     *
     * @param digest 32 bytes
     * @param expiresAt when it is too old in any case
     */
    record Answered(Bytes digest, Instant expiresAt) {}

    /**
     * Adds a passkey.
     *
     * @param credentialId as the authenticator calls it
     * @return false if that challenge was answered before
     * @throws StoreConflict if there is such a credential
     */
    boolean add(Passkey passkey, Bytes credentialId, Answered challenge);

    Optional<Passkey> find(Bytes credentialId);

    /**
     * Notes that a passkey was used, with the number of signatures that it says it has made.
     *
     * @param passkey as it is now
     * @return false if that challenge was answered before, or if the number is none that follows: there is a copy
     */
    boolean use(Passkey passkey, Answered challenge, Instant now);

    /** A user's, in order of creation. */
    List<Passkey> list(String userId);

    /** False if the user has no such passkey. */
    boolean delete(String userId, String id);
}
