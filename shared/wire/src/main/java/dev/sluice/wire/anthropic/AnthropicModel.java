package dev.sluice.wire.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an upstream's model takes, told from its name: {@code claude-3-7-sonnet-20250219}, {@code claude-opus-4-8}, {@code
 * anthropic/claude-sonnet-4.5}, {@code us.anthropic.claude-haiku-4-5-20251001-v1:0}, {@code claude-opus-4@20250514}. Follows
 * the {@code capabilities} in Anthropic's own list of models; a name that is not understood is taken for a model of
 * another vendor, which takes what the API had for longest.
 *
 * @param version major version times 100 plus minor, 0 if the name is not understood
 * @param opus whether it is of the Opus family, which got some features earlier
 */
public record AnthropicModel(int version, boolean opus) {
    private static final Pattern NAME =
            Pattern.compile("claude-(?:[a-z]{1,16}-)?(\\d{1,2})(?:[-.](\\d{1,2})(?!\\d))?(?!\\d)");
    private static final int UNKNOWN = 0;
    private static final int V3_5 = 305;
    private static final int V3_7 = 307;
    private static final int V4_1 = 401;
    private static final int V4_5 = 405;
    private static final int V4_6 = 406;
    private static final int V4_7 = 407;

    private static final long SMALL = 4_096;
    private static final long MIDDLE = 8_192;
    private static final long LARGE = 16_384;
    private static final long CAP_OF_OPUS_4 = 32_000;
    private static final long CAP = 64_000;

    public static AnthropicModel of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher matcher = NAME.matcher(lower);
        if (!matcher.find()) {
            return new AnthropicModel(UNKNOWN, false);
        }
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new AnthropicModel(100 * Integer.parseInt(matcher.group(1)) + minor, lower.contains("opus"));
    }

    /** How a model is told to think. */
    public enum Thinks {
        NOT,
        /** {@code enabled} with a budget. */
        WITH_BUDGET,
        /** Either way. */
        AS_ASKED,
        /** {@code adaptive} with an effort; a budget is refused. */
        WITH_EFFORT
    }

    public Thinks thinks() {
        if (version == UNKNOWN) {
            return Thinks.WITH_BUDGET;
        }
        if (version < V3_7) {
            return Thinks.NOT;
        }
        return version < V4_6 ? Thinks.WITH_BUDGET : version == V4_6 ? Thinks.AS_ASKED : Thinks.WITH_EFFORT;
    }

    /** Whether {@code output_config.effort} is known. */
    public boolean hasEffort() {
        return version >= V4_6 || (version == V4_5 && opus);
    }

    /** The effort, or the next lower one that the model knows. */
    String effort(String asked) {
        boolean isKnown = switch (asked) {
            case "xhigh" -> version >= V4_7;
            case "max" -> version >= V4_6;
            default -> true;
        };
        return isKnown ? asked : "high";
    }

    /** Whether it can be held to a JSON schema, for answers and for arguments of tools. */
    public boolean followsSchemas() {
        return version == UNKNOWN || version >= V4_1;
    }

    /** Whether {@code temperature}, {@code top_p} and {@code top_k} must be left alone. */
    public boolean fixesSampling() {
        return version >= V4_7;
    }

    /** Whether {@code temperature} and {@code top_p} exclude each other. */
    public boolean takesOneOfTemperatureAndTopP() {
        return version >= V4_1;
    }

    /** For callers who give no {@code max_tokens}, which the API requires: room for a long answer, and within every cap. */
    long defaultMaxTokens() {
        if (version != UNKNOWN && version < V3_7) {
            return version < V3_5 ? SMALL : MIDDLE;
        }
        return version == UNKNOWN ? MIDDLE : LARGE;
    }

    /** The most tokens of one answer that is safe to ask for unasked. */
    long maxTokensCap() {
        boolean isEarlyOpus = opus && version < V4_5;
        return version != UNKNOWN && version < V3_7 ? defaultMaxTokens() : isEarlyOpus ? CAP_OF_OPUS_4 : CAP;
    }
}
