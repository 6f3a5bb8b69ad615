package dev.sluice.launcher.reliability;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Request ids that are found in a journal without knowing its format. The journal masks what it writes with a word of eight
 * bytes; the difference of any two bytes that are eight apart is the same with the mask and without. So an id is a fixed word, a
 * number of eight digits and another fixed word: the differences to both give the same number, or it is none.
 */
final class OrderId {
    private static final int WORD = 8;
    private static final byte[] BEFORE = "K4ORDER-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "-REDRO4K".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern ID = Pattern.compile("K4ORDER-\\d{8}-REDRO4K");

    private OrderId() {}

    static String of(int number) {
        return "K4ORDER-%08d-REDRO4K".formatted(number);
    }

    /** The id in a text. */
    static Optional<String> in(String text) {
        Matcher found = ID.matcher(text);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    /** All ids in these bytes, masked or not. */
    static List<String> allIn(byte[] bytes) {
        List<String> ids = new ArrayList<>();
        for (int at = 0; at + 3 * WORD <= bytes.length; at++) {
            byte[] number = number(bytes, at);
            if (number.length > 0) {
                ids.add("K4ORDER-" + new String(number, StandardCharsets.US_ASCII) + "-REDRO4K");
            }
        }
        return ids;
    }

    private static byte[] number(byte[] bytes, int at) {
        byte[] number = new byte[WORD];
        for (int i = 0; i < WORD; i++) {
            number[i] = (byte) (bytes[at + i] ^ bytes[at + WORD + i] ^ BEFORE[i]);
            byte again = (byte) (bytes[at + WORD + i] ^ bytes[at + 2 * WORD + i] ^ AFTER[i]);
            if (number[i] != again || number[i] < '0' || number[i] > '9') {
                return new byte[0];
            }
        }
        return number;
    }
}
