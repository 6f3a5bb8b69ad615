package dev.sluice.model.call;

import dev.sluice.model.Bytes;

/**
 * What is left of a presented API key after ingress has read it: its HMAC-SHA-256 under the server's pepper. The key
 * itself goes no further.
 *
 * @param digest 32 bytes
 */
public record Credential(Bytes digest) {
    public Credential {
        if (digest.length() != 32) {
            throw new IllegalArgumentException("an HMAC-SHA-256 has 32 bytes");
        }
    }
}
