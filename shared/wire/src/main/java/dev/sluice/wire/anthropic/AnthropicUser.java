package dev.sluice.wire.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The id of an end user, as Anthropic takes it: no more than 256 characters, and nothing that tells who it is. An address
 * or telephone number gives a hash, the same for the same user, by which abuse is still found.
 */
final class AnthropicUser {
    private static final int LONGEST = 256;
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]@[^@\\s.]{1,64}+\\.");
    private static final Pattern TELEPHONE = Pattern.compile("(?:\\+|00)?[ (]?\\d[\\d ().-]{8,18}\\d");

    private AnthropicUser() {}

    static String id(String given) {
        boolean isRefused = given.length() > LONGEST
                || ADDRESS.matcher(given).find()
                || TELEPHONE.matcher(given).matches();
        return isRefused ? hash(given) : given;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
