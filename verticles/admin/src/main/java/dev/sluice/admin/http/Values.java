package dev.sluice.admin.http;

import dev.sluice.admin.http.Value.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Readers of plain values, with their bounds. */
public final class Values {
    private Values() {}

    public static Reader<Boolean> flag() {
        return value -> {
            if (!value.node().isBoolean()) {
                throw value.wrong("must be true or false");
            }
            return value.node().booleanValue();
        };
    }

    public static Reader<Long> whole(long least, long most) {
        return value -> {
            if (!value.node().isIntegralNumber()
                    || !value.node().canConvertToLong()
                    || value.node().longValue() < least
                    || value.node().longValue() > most) {
                throw value.wrong("must be a whole number from " + least + " to " + most);
            }
            return value.node().longValue();
        };
    }

    /** A string that may be shown on one line: no control characters, no blanks at its ends. */
    public static Reader<String> text(int most) {
        return value -> {
            String text = string(value);
            if (text.isEmpty() || text.codePointCount(0, text.length()) > most) {
                throw value.wrong("must have 1 to " + most + " characters");
            }
            if (text.codePoints().anyMatch(Values::isUnprintable)
                    || !text.strip().equals(text)) {
                throw value.wrong("must not have control characters, or blanks at its ends");
            }
            return text;
        };
    }

    /** A string as it is. */
    public static Reader<String> raw(int most) {
        return value -> {
            String text = string(value);
            if (text.length() > most) {
                throw value.wrong("must have at most " + most + " characters");
            }
            return text;
        };
    }

    public static Reader<String> matching(Pattern pattern, String expectation) {
        return value -> {
            String text = string(value);
            if (!pattern.matcher(text).matches()) {
                throw value.wrong(expectation);
            }
            return text;
        };
    }

    /** A list without repetitions. */
    public static <T> Reader<List<T>> list(int most, Reader<T> items) {
        return value -> {
            if (!value.node().isArray() || value.node().size() > most) {
                throw value.wrong("must be a list of at most " + most);
            }
            Set<T> read = new LinkedHashSet<>();
            for (int i = 0; i < value.node().size(); i++) {
                if (!read.add(items.read(value.item(i)))) {
                    throw value.item(i).wrong("is there twice");
                }
            }
            return new ArrayList<>(read);
        };
    }

    /** An object whose names are data. */
    public static <T> Reader<Map<String, T>> mapping(int most, int longestName, Reader<T> values) {
        return value -> {
            if (!value.node().isObject() || value.node().size() > most) {
                throw value.wrong("must be an object of at most " + most + " entries");
            }
            Map<String, T> read = new LinkedHashMap<>();
            value.node().fieldNames().forEachRemaining(name -> {
                checkName(value, name, longestName);
                read.put(name, values.read(value.field(name)));
            });
            return read;
        };
    }

    private static void checkName(Value value, String name, int most) {
        if (name.isBlank() || name.length() > most || name.codePoints().anyMatch(Values::isUnprintable)) {
            throw value.wrong("must have names of 1 to " + most + " printable characters");
        }
    }

    private static String string(Value value) {
        if (!value.node().isTextual()) {
            throw value.wrong("must be a string");
        }
        return value.node().textValue();
    }

    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            // U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows: a name could look like another.
            default -> (codePoint >= 0x202A && codePoint <= 0x202E) || (codePoint >= 0x2066 && codePoint <= 0x2069);
        };
    }
}
