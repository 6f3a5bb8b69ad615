package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How digests are found in constant time: by their first eight bytes in the database, where timing gives away at most those;
 * then whole, by a comparison that always takes as long.
 */
final class Digests {
    private static final int LENGTH = 32;

    private Digests() {}

    static long handle(Bytes digest) {
        if (digest.length() != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes");
        }
        return ByteBuffer.wrap(digest.array(), digest.offset(), LENGTH).getLong();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static boolean same(Bytes presented, byte[] stored) {
        return MessageDigest.isEqual(presented.copy(), stored);
    }
}
