package dev.sluice.wire.openai;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of OpenAI's models takes, told from its name: {@code gpt-4o}, {@code gpt-5-mini-2025-08-07}, {@code openai/gpt-5.2},
 * {@code o3}, {@code ft:gpt-4.1:us::1}. A name that is not OpenAI's is taken for a model of another vendor, which is told
 * everything. Efforts of each model: <a href="https://platform.openai.com/docs/guides/reasoning">guide to reasoning</a>.
 *
 * @param version major version times 100 plus minor of a GPT, its number of an o-series model
 * @param pro whether it is of the Pro kind, which thinks long
 * @param codex whether it is of the Codex kind, which always thinks
 * @param max whether it is the one Codex that got the highest effort early
 */
public record OpenAiModel(Kind kind, int version, boolean pro, boolean codex, boolean max) {
    private static final Pattern GPT = Pattern.compile("gpt-(\\d{1,2})(?:\\.(\\d{1,2}))?(?!\\d).*");
    private static final Pattern O = Pattern.compile("o(\\d)(?:-.*)?");
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final List<String> USUAL = List.of("low", "medium", "high");

    private static final int GPT_5 = 500;
    private static final int GPT_5_1 = 501;
    private static final int GPT_5_2 = 502;
    private static final int GPT_5_6 = 506;

    /** Azure's way to write 3.5. */
    private static final int GPT_35 = 3_500;

    /** What a model does before it answers. */
    public enum Kind {
        /** One of OpenAI's that does not think. */
        PLAIN,
        /** One of OpenAI's that thinks, numbered by generation: o1, o3, o4. */
        O_SERIES,
        /** GPT-5 and later. */
        THINKING_GPT,
        /** Nobody knows here. */
        UNKNOWN
    }

    /** What is known of a model of this name. */
    public static OpenAiModel of(String model) {
        String lower = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String name = lower.startsWith("ft:") ? lower.substring("ft:".length()) : lower;
        Matcher o = O.matcher(name);
        if (o.matches()) {
            return plainly(Kind.O_SERIES, Integer.parseInt(o.group(1)));
        }
        Matcher gpt = GPT.matcher(name);
        if (!gpt.matches()) {
            return plainly(name.startsWith("chatgpt-") ? Kind.PLAIN : Kind.UNKNOWN, 0);
        }
        int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
        int version = 100 * Integer.parseInt(gpt.group(1)) + minor;
        if (version < GPT_5 || version == GPT_35 || name.contains("-chat")) {
            return plainly(Kind.PLAIN, version);
        }
        return new OpenAiModel(
                Kind.THINKING_GPT,
                version,
                name.contains("-pro"),
                name.contains("-codex"),
                name.contains("-codex-max"));
    }

    private static OpenAiModel plainly(Kind kind, int version) {
        return new OpenAiModel(kind, version, false, false, false);
    }

    /** Whether it is known to refuse everything about thinking. */
    public boolean isPlain() {
        return kind == Kind.PLAIN;
    }

    /** Whether it is known to think. */
    public boolean isThinking() {
        return kind == Kind.O_SERIES || kind == Kind.THINKING_GPT;
    }

    /**
     * Whether {@code temperature} and {@code top_p}, penalties and log probabilities must be left alone.
     *
     * @param effort what it is told; newer models can be told not to think, and then take them
     */
    public boolean fixesSampling(String effort) {
        boolean isOff = effort.equals("none") && version >= GPT_5_1;
        return isThinking() && !isOff;
    }

    /** Whether {@code stop} is refused; the first models that thought took it. */
    public boolean refusesStop() {
        return kind == Kind.THINKING_GPT || (kind == Kind.O_SERIES && version > 1);
    }

    /**
     * The effort nearest to this one that the model takes. Unknown models are told what was asked, but for {@code max}, which is
     * Anthropic's word for what few others have a name for.
     */
    public String effort(String asked) {
        int place = EFFORTS.indexOf(asked.toLowerCase(Locale.ROOT));
        if (place < 0) {
            return asked;
        }
        if (!isThinking()) {
            return place == EFFORTS.size() - 1 ? "high" : asked;
        }
        List<String> taken = efforts();
        return taken.stream()
                .filter(effort -> EFFORTS.indexOf(effort) >= place)
                .findFirst()
                .orElse(taken.getLast());
    }

    private List<String> efforts() {
        if (kind == Kind.O_SERIES) {
            return USUAL;
        }
        if (pro) {
            return version < GPT_5_2 ? List.of("high") : List.of("medium", "high", "xhigh");
        }
        boolean isHigh = version >= GPT_5_2 || max;
        if (codex) {
            return isHigh ? List.of("low", "medium", "high", "xhigh") : USUAL;
        }
        if (version < GPT_5_1) {
            return List.of("minimal", "low", "medium", "high");
        }
        if (version >= GPT_5_6) {
            return List.of("none", "low", "medium", "high", "xhigh", "max");
        }
        return isHigh ? List.of("none", "low", "medium", "high", "xhigh") : List.of("none", "low", "medium", "high");
    }
}
