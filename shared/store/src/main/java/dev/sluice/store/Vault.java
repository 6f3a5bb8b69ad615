package dev.sluice.store;

import dev.sluice.model.Bytes;

/** The server's secrets: seals what must be read again, digests what must only be recognised. Thread safe. */
public interface Vault {

    /**
     * Keys for each purpose are derived from the master key by HKDF-SHA-256.
     *
     * @param masterKey at least 32 bytes
     */
    static Vault of(byte[] masterKey) {
        return SealingVault.of(masterKey);
    }

    /**
     * AES-256-GCM with a random nonce.
     *
     * @param binding what the secret belongs to (table, row, column, host); opening it needs the same
     */
    byte[] seal(Secret secret, String binding);

    /**
     * Opens what {@link #seal} made.
     *
     * @throws IllegalArgumentException if it was changed, moved, or sealed under another master key
     */
    Secret open(byte[] sealed, String binding);

    /** HMAC-SHA-256 of an API key under the pepper: 32 bytes. */
    Bytes digestApiKey(String key);

    /** HMAC-SHA-256 of a management token under a pepper of its own: 32 bytes. */
    Bytes digestToken(String token);

    /** What access tokens of sessions are signed with: 32 bytes, the same on every node, and for nothing else. */
    Bytes accessTokenKey();
}
