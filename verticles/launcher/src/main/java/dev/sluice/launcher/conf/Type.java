package dev.sluice.launcher.conf;

import dev.sluice.model.catalog.Strategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the value of a key is written and read. */
public enum Type {
    TEXT("any text") {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    SECRET("any text") {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    FLAG("true or false") {
        @Override
        Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> true;
                case "false", "no", "off", "0" -> false;
                default -> throw new IllegalArgumentException();
            };
        }
    },
    COUNT("a whole number, at least 1") {
        @Override
        Object parse(String text) {
            return within(Long.parseLong(text), 1, Long.MAX_VALUE);
        }
    },
    FEW("a whole number from 0 to 500") {
        @Override
        Object parse(String text) {
            return within(Long.parseLong(text), 0, 500);
        }
    },
    PORT("a port from 0 (any free one) to 65535") {
        @Override
        Object parse(String text) {
            return within(Long.parseLong(text), 0, 65_535);
        }
    },
    INSTANCES("'auto' (one for each processor) or a whole number from 0 to 64") {
        @Override
        Object parse(String text) {
            return text.equals("auto") ? AUTO : (Object) within(Long.parseLong(text), 0, 64);
        }
    },
    SIZE("'auto' or a whole number from 1 to 1024") {
        @Override
        Object parse(String text) {
            return text.equals("auto") ? AUTO : (Object) within(Long.parseLong(text), 1, 1_024);
        }
    },
    BYTES("a number of bytes, such as 512, 64KiB, 32MiB or 1GiB") {
        @Override
        Object parse(String text) {
            return scaled(text, UNITS_OF_BYTES);
        }
    },
    DURATION("a duration, such as 500ms, 10s, 5m, 2h or 30d") {
        @Override
        Object parse(String text) {
            return Duration.ofMillis(scaled(text, UNITS_OF_MILLIS));
        }
    },
    UNPRICED("flag or refuse") {
        @Override
        Object parse(String text) {
            return oneOf(text, List.of("flag", "refuse"));
        }
    },
    STRATEGY("a strategy, such as weighted or least-in-flight") {
        @Override
        Object parse(String text) {
            return oneOf(
                    text,
                    Arrays.stream(Strategy.values())
                            .map(strategy ->
                                    strategy.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
        }
    },
    JOURNAL("disk or database") {
        @Override
        Object parse(String text) {
            return oneOf(text, List.of("disk", "database"));
        }
    },
    BILLED_EARLY("nothing or reported") {
        @Override
        Object parse(String text) {
            return oneOf(text, List.of("nothing", "reported"));
        }
    },
    BILLED("nothing, reported or produced") {
        @Override
        Object parse(String text) {
            return oneOf(text, List.of("nothing", "reported", "produced"));
        }
    },
    PERCENT("a whole number from 0 to 100") {
        @Override
        Object parse(String text) {
            return within(Long.parseLong(text), 0, 100);
        }
    },
    QUOTA_STATUS("402 or 429") {
        @Override
        Object parse(String text) {
            return Long.valueOf(oneOf(text, List.of("402", "429")));
        }
    },
    LIST("a list of texts") {
        @Override
        Object parse(String text) {
            return text.isBlank()
                    ? List.of()
                    : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }
    };

    /** The value of {@code auto}: one for each processor. */
    static final long AUTO = -1;

    private static final Map<String, Long> UNITS_OF_BYTES =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Map<String, Long> UNITS_OF_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Pattern SCALED = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

    private final String expected;

    Type(String expected) {
        this.expected = expected;
    }

    /** What a value must look like, for error messages. */
    String expected() {
        return expected;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it does not look as {@link #expected()}
     */
    abstract Object parse(String text);

    private static long within(long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static String oneOf(String text, List<String> choices) {
        if (!choices.contains(text)) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static long scaled(String text, Map<String, Long> units) {
        Matcher matcher = SCALED.matcher(text.strip());
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            throw new IllegalArgumentException();
        }
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), units.get(matcher.group(2)));
    }
}
