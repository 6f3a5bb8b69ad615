package dev.sluice.admin.signin;

import dev.sluice.model.Bytes;
import dev.sluice.store.Passkeys.Answered;
import dev.sluice.store.Vault;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What passkeys are asked to sign: a random number, an end, and a digest of both by which any node knows that it was given
 * out. So nothing is kept for those who only ask; who has answered is what the store remembers. Thread safe.
 *
 * @param clock of the node
 */
public record Challenges(Vault vault, Clock clock) {
    /** How long one is good for. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final int NONCE = 16;
    private static final int HEAD = NONCE + Long.BYTES;
    private static final int DIGEST = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A challenge that nobody was given before.
     *
     * @param purpose what it may be answered for
     */
    public byte[] fresh(String purpose) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(nonce)
                .putLong(clock.instant().plus(LIFE).toEpochMilli())
                .array();
        return ByteBuffer.allocate(HEAD + DIGEST)
                .put(head)
                .put(digest(purpose, head))
                .array();
    }

    /** Empty if it was not given out here for that, or is too old. */
    public Optional<Answered> find(String purpose, byte[] challenge) {
        if (challenge.length != HEAD + DIGEST) {
            return Optional.empty();
        }
        byte[] head = new byte[HEAD];
        byte[] digest = new byte[DIGEST];
        ByteBuffer.wrap(challenge).get(head).get(digest);
        Instant expiresAt =
                Instant.ofEpochMilli(ByteBuffer.wrap(head).position(NONCE).getLong());
        boolean ours = MessageDigest.isEqual(digest(purpose, head), digest);
        return ours && clock.instant().isBefore(expiresAt)
                ? Optional.of(new Answered(Bytes.of(digest), expiresAt))
                : Optional.empty();
    }

    private byte[] digest(String purpose, byte[] head) {
        return vault.digestToken("challenge/" + purpose + "/" + HexFormat.of().formatHex(head))
                .copy();
    }
}
