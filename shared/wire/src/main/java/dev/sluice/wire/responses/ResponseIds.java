package dev.sluice.wire.responses;

import dev.sluice.model.call.CallId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids of answers that the gateway writes itself: the same each time for one call, and not to be guessed, though calls are
 * counted, because only this process knows what they are made with.
 */
final class ResponseIds {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 24;
    private static final SecretKeySpec SECRET = new SecretKeySpec(new SecureRandom().generateSeed(32), ALGORITHM);

    private ResponseIds() {}

    static String of(CallId call) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(SECRET);
            byte[] digest = mac.doFinal(call.value().getBytes(StandardCharsets.UTF_8));
            return "resp_" + HexFormat.of().formatHex(digest, 0, LENGTH);
        } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
