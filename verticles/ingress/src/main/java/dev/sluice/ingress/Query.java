package dev.sluice.ingress;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands after the question mark. May hold a key: it is never printed. */
final class Query {
    private static final int HEX = 16;

    private final String text;

    Query(@Nullable String text) {
        this.text = text == null ? "" : text;
    }

    /** All values of a parameter; those that are not well encoded stay as they came. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>(1);
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            int to = end < 0 ? text.length() : end;
            if (to - from > name.length() && text.startsWith(name, from) && text.charAt(from + name.length()) == '=') {
                String value = text.substring(from + name.length() + 1, to);
                values.add(decoded(value).orElse(value));
            }
            from = to + 1;
        }
        return values;
    }

    /** A part of an address without its percent signs; empty if these do not give UTF-8. */
    static Optional<String> decoded(String part) {
        if (part.indexOf('%') < 0) {
            return Optional.of(part);
        }
        byte[] written = part.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(written.length);
        for (int i = 0; i < written.length; i++) {
            if (written[i] != '%') {
                bytes.put(written[i]);
                continue;
            }
            int high = i + 2 < written.length ? Character.digit(written[i + 1], HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(written[i + 2], HEX);
            if (low < 0) {
                return Optional.empty();
            }
            bytes.put((byte) (high * HEX + low));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Query[…]";
    }
}
