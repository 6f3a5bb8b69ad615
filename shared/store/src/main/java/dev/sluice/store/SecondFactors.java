package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What users show beside their passwords: codes of the time, which an app on another device makes of a shared secret, and
 * recovery codes for who has lost that device. Wrong codes are counted here, so that they count on all nodes. Thread safe;
 * every method blocks.
 */
public interface SecondFactors {
    /** So many wrong codes in a window, from wherever; then none is looked at until it is over. */
    int MOST_WRONG = 10;

    Duration WINDOW = Duration.ofMinutes(15);

    /** Which time step a code is of. */
    @FunctionalInterface
    interface Reading {

        /** Empty if it is of none that counts now. */
        OptionalLong step(Secret secret);
    }

    /** What became of a code. */
    enum Outcome {
        ACCEPTED,
        /** It is of another time or another secret, or was accepted before. */
        WRONG,
        TOO_MANY,
        NOT_SET
    }

    /** Keeps a secret that counts once it is confirmed, in place of one that never was; false if one counts already. */
    boolean propose(String userId, Secret secret);

    /**
     * Lets the proposed secret count, if the code is of it.
     *
     * @param recoveryCodes digests of those that go with it
     */
    Outcome confirm(String userId, Reading code, Instant now, List<Bytes> recoveryCodes);

    /** Takes a code of the secret that counts. */
    Outcome use(String userId, Reading code, Instant now);

    /** Takes a recovery code, by digest; of two at once one succeeds. */
    boolean redeem(String userId, Bytes recoveryCode);

    /** Whether a secret counts. */
    boolean isSet(String userId);

    int recoveryCodesLeft(String userId);

    /** Forgets secret and recovery codes; false if no secret counted. */
    boolean remove(String userId);

    /** Forgets everything but the password, passkeys too; false if there was nothing. */
    boolean removeAll(String userId);
}
