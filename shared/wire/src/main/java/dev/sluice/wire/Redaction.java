package dev.sluice.wire;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** Makes an upstream's words fit for a caller and a log: short, on one line, without addresses and secrets. */
public final class Redaction {
    private static final int MAX_LENGTH = 2048;
    private static final HexFormat HEX = HexFormat.of();

    private static final Pattern ADDRESS = Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]{1,15}://[^\\s\"'<>)\\]]++"
            + "|\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?\\b"
            + "|\\[[0-9a-f]*:[0-9a-f:.]+\\](?::\\d{1,5})?"
            + "|\\blocalhost(?::\\d{1,5})?\\b"
            + "|\\b(?:[a-z0-9_-]{1,63}+\\.){1,8}"
            + "(?:com|net|org|io|ai|cn|dev|app|cloud|local|internal|lan|svc|localdomain)\\b(?::\\d{1,5})?");

    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b(?:sk|pk|rk|gsk|xai|key|hf|pplx|csk|nvapi|fw|tgp|r8|ak|bce-v3)[-_/][a-z0-9*_./-]{6,}+"
                    + "|\\bAIza[0-9A-Za-z_*-]{6,}+"
                    + "|\\bbearer\\s+[a-z0-9*._~+/=-]{6,}+"
                    + "|\\beyJ[a-z0-9_-]{8,}+(?:\\.[a-z0-9_-]++){0,2}"
                    + "|\\b(?=[a-z]*\\d)[a-z0-9]{32,}+\\b"
                    + "|(?<![a-z0-9_-])[a-z0-9_-]{2,}+\\*{3,}+[a-z0-9_*-]*+");

    private Redaction() {}

    public static String clean(String words) {
        String head = words.length() > 2 * MAX_LENGTH ? words.substring(0, 2 * MAX_LENGTH) : words;
        String clean =
                SECRET.matcher(ADDRESS.matcher(head).replaceAll("[address]")).replaceAll("[secret]");
        return escape(clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean);
    }

    /** Control characters, line ends and lone surrogates as {@code \\u} escapes, so that no terminal or log obeys them. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                escaped.append("\\u").append(HEX.toHexDigits((char) c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
