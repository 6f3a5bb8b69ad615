package dev.sluice.ingress.names;

import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Thinking;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A way in which a model's name says how much to think, as users of other gateways know it. None of their words is an
 * effort that the provider does not know: what a dialect cannot say is derived by its writer.
 */
public enum SuffixForm {
    /** {@code gpt-5-high}: an effort, as in One API and New API. */
    EFFORT {
        @Override
        @Nullable
        Asked read(String name) {
            for (String effort : DASHED_EFFORTS) {
                if (name.endsWith("-" + effort)) {
                    return asked(name.substring(0, name.length() - effort.length() - 1), effort(effort));
                }
            }
            return null;
        }
    },
    /**
     * {@code claude-sonnet-4-5-thinking}, {@code gemini-2.5-flash-nothinking}, {@code gemini-2.5-pro-thinking-8192}: on, off,
     * or a budget in tokens, as in New API. The thoughts are shown.
     */
    THINKING {
        @Override
        @Nullable
        Asked read(String name) {
            if (name.endsWith(NOT_THINKING)) {
                return asked(name.substring(0, name.length() - NOT_THINKING.length()), OFF);
            }
            if (name.endsWith(ON)) {
                return asked(
                        name.substring(0, name.length() - ON.length()),
                        new Thinking(Thinking.Mode.ON, null, null, null, true, Extras.NONE));
            }
            int at = name.lastIndexOf(ON + "-");
            Long budget = at < 0 ? null : number(name.substring(at + ON.length() + 1));
            return budget == null ? null : asked(name.substring(0, at), budget(budget, true));
        }
    },
    /** {@code gpt-5(high)}, {@code claude-opus-4-5(8192)}, {@code (none)}, {@code (auto)}: an effort or a budget, as in CLIProxyAPI. */
    PARENTHESES {
        @Override
        @Nullable
        Asked read(String name) {
            int at = name.lastIndexOf('(');
            if (at < 0 || !name.endsWith(")")) {
                return null;
            }
            Thinking thinking = value(name.substring(at + 1, name.length() - 1));
            return thinking == null ? null : asked(name.substring(0, at), thinking);
        }
    };

    private static final List<String> DASHED_EFFORTS = List.of("high", "medium", "low", "minimal", "none");
    private static final List<String> EFFORTS = List.of("minimal", "low", "medium", "high", "xhigh", "max");
    private static final String ON = "-thinking";
    private static final String NOT_THINKING = "-nothinking";
    private static final Thinking OFF = new Thinking(Thinking.Mode.OFF, null, null, null, null, Extras.NONE);
    private static final Thinking AUTO = new Thinking(Thinking.Mode.ADAPTIVE, null, -1L, null, null, Extras.NONE);
    private static final int MOST_DIGITS = 9;

    /** A name without its suffix, and what that said. */
    record Asked(String base, Thinking thinking) {}

    /** What the end of a name says in this form; null if nothing. */
    abstract @Nullable Asked read(String name);

    /** As written in YAML. */
    static Optional<SuffixForm> byId(String id) {
        return Arrays.stream(values())
                .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(id))
                .findFirst();
    }

    private static @Nullable Asked asked(String base, Thinking thinking) {
        return base.isEmpty() ? null : new Asked(base, thinking);
    }

    private static @Nullable Thinking value(String written) {
        String word = written.strip().toLowerCase(Locale.ROOT);
        if (word.equals("auto") || word.equals("-1")) {
            return AUTO;
        }
        if (word.equals("none") || EFFORTS.contains(word)) {
            return effort(word);
        }
        Long budget = number(word);
        return budget == null ? null : budget(budget, null);
    }

    private static Thinking effort(String effort) {
        return effort.equals("none") ? OFF : new Thinking(null, effort, null, null, null, Extras.NONE);
    }

    private static Thinking budget(long budget, @Nullable Boolean shown) {
        return budget == 0 ? OFF : new Thinking(Thinking.Mode.ON, null, budget, null, shown, Extras.NONE);
    }

    private static @Nullable Long number(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.valueOf(digits) : null;
    }
}
