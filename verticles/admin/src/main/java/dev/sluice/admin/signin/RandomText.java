package dev.sluice.admin.signin;

import java.security.SecureRandom;

/** Random names and secrets of letters and digits, which survive double-clicks, URLs and shells. Thread safe. */
public final class RandomText {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String TYPED = "abcdefghjkmnpqrstuvwxyz23456789";
    /** 62⁴³ is a little more than 2²⁵⁶. */
    private static final int SECRET_LENGTH = 43;

    private static final int ID_LENGTH = 22;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** 256 random bits after a prefix that says what it is. */
    public static String secret(String prefix) {
        return prefix + letters(SECRET_LENGTH);
    }

    /** 131 random bits after a prefix: never the same twice, and not to be guessed. */
    public static String id(String prefix) {
        return prefix + letters(ID_LENGTH);
    }

    /** 79 random bits that are easily typed: four times four letters and digits, of which no two look alike. */
    static String typed() {
        return String.join("-", of(TYPED, 4), of(TYPED, 4), of(TYPED, 4), of(TYPED, 4));
    }

    private static String letters(int count) {
        return of(ALPHABET, count);
    }

    private static String of(String alphabet, int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
