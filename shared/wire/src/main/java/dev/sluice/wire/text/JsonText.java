package dev.sluice.wire.text;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** JSON strings: what escapes mean, and how a text is written as one. */
public final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    /** The text as a JSON string with its quotes, in UTF-8. */
    public static byte[] quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u").append(HEX.toHexDigits(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Length of the escape that begins with the backslash at {@code i}, 0 if there is no such escape. */
    static int escapeLength(byte[] array, int i, int limit) {
        if (i + 1 >= limit) {
            return 0;
        }
        return switch (array[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> i + 6 <= limit && isHex(array, i + 2) ? 6 : 0;
            default -> 0;
        };
    }

    /** Bytes of UTF-8 that a valid escape stands for; a surrogate counts as half of its pair. */
    static int escapedUtf8Length(byte[] array, int i) {
        if (array[i + 1] != 'u') {
            return 1;
        }
        int unit = unit(array, i + 2);
        if (unit < 0x80) {
            return 1;
        }
        return unit < 0x800 || Character.isSurrogate((char) unit) ? 2 : 3;
    }

    /** The text of {@code array[from, to)}, the valid inside of a JSON string. */
    static String unescape(byte[] array, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int stop = i;
            while (stop < to && array[stop] != '\\') {
                stop++;
            }
            text.append(new String(array, i, stop - i, StandardCharsets.UTF_8));
            i = stop < to ? stop + append(text, array, stop) : to;
        }
        return text.toString();
    }

    /** Whether a text has half of a surrogate pair without the other. */
    public static boolean hasLoneSurrogate(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static int append(StringBuilder text, byte[] array, int i) {
        switch (array[i + 1]) {
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> {
                text.append((char) unit(array, i + 2));
                return 6;
            }
            default -> text.append((char) array[i + 1]);
        }
        return 2;
    }

    private static boolean isHex(byte[] array, int from) {
        for (int i = from; i < from + 4; i++) {
            if (!HexFormat.isHexDigit(array[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static int unit(byte[] array, int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = unit << 4 | HexFormat.fromHexDigit(array[i]);
        }
        return unit;
    }
}
