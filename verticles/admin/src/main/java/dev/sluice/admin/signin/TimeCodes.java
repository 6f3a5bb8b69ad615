package dev.sluice.admin.signin;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.sluice.store.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/**
 * Codes of the time, as every authenticator app makes them (RFC 6238: six digits, 30 seconds, HMAC-SHA-1). Secrets are in
 * Base32, as apps want them.
 */
public final class TimeCodes {
    private static final Duration STEP = TimeBasedOneTimePasswordGenerator.DEFAULT_TIME_STEP;
    /** Phones' clocks and ours differ, and typing takes time: the code before and the one after count, too. */
    private static final int DRIFT = 1;

    private static final int SECRET_BYTES = 20;
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    private static final String ISSUER = "Sluice";
    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeCodes() {}

    public static Secret fresh() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(new Base32().encodeToString(bytes));
    }

    /** Whether a text looks like one of these, rather than like a recovery code. */
    public static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }

    /** The time step that a code is of; empty if of none that counts now. */
    public static OptionalLong step(Secret secret, String code, Instant now) {
        long newest = now.getEpochSecond() / STEP.toSeconds() + DRIFT;
        for (long step = newest; step >= newest - 2 * DRIFT; step--) {
            byte[] right = code(secret, step).getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(right, code.getBytes(StandardCharsets.UTF_8))) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    private static String code(Secret secret, long step) {
        var key = new SecretKeySpec(new Base32().decode(secret.value()), "HmacSHA1");
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(key, Instant.ofEpochSecond(step * STEP.toSeconds()));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a secret that was made here is no key", e);
        }
    }

    /** What an app reads from a QR code. */
    public static String uri(String account, Secret secret) {
        return "otpauth://totp/" + ISSUER + ":" + encoded(account) + "?secret=" + secret.value() + "&issuer=" + ISSUER
                + "&algorithm=SHA1&digits=6&period=" + STEP.toSeconds();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
