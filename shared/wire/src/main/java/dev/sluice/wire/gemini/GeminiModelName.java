package dev.sluice.wire.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name says about what the model takes; a name that says nothing is taken for a new model's.
 *
 * @param version tenfold, so 25 for 2.5; 0 if the name does not tell
 */
record GeminiModelName(int version, Family family) {
    private static final Pattern VERSION = Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d))?");
    private static final int BUDGETS = 25;
    private static final int LEVELS = 30;

    /** The sizes that models come in, as far as their names tell. */
    enum Family {
        PRO,
        FLASH,
        LITE,
        OTHER
    }

    static GeminiModelName of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Matcher matcher = VERSION.matcher(name);
        int version = 0;
        if (matcher.find()) {
            int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
            version = Integer.parseInt(matcher.group(1)) * 10 + minor;
        }
        return new GeminiModelName(version, family(name));
    }

    private static Family family(String name) {
        if (name.contains("flash")) {
            return name.contains("lite") ? Family.LITE : Family.FLASH;
        }
        return name.contains("pro") ? Family.PRO : Family.OTHER;
    }

    /** Whether a call without a signature in the current turn is refused; known of Gemini 3. */
    boolean wantsSignatures() {
        return version >= LEVELS;
    }

    /** Whether thinking can be spoken of at all; models before 2.5 refuse to hear of it. */
    boolean thinks() {
        return version == 0 || version >= BUDGETS;
    }

    /** Whether thinking has levels; older models have budgets. */
    boolean takesLevels() {
        return version == 0 || version >= LEVELS;
    }

    boolean thinksMinimally() {
        return family != Family.PRO;
    }

    /** Whether a function's response may have pictures and files. */
    boolean takesFilesInResults() {
        return version == 0 || version >= LEVELS;
    }

    /** Whether the form of the answer may be told beside tools; older models refuse the two together. */
    boolean takesFormatWithTools() {
        return version == 0 || version >= LEVELS;
    }

    /**
     * The budget that this model takes in place of another: 0 for none at all, where that can be had, and -1 for as much as it
     * likes (https://ai.google.dev/gemini-api/docs/thinking#set-budget).
     */
    long fitting(long budget) {
        if (version != BUDGETS) {
            return budget;
        }
        return switch (family) {
            case PRO -> budget < 0 ? -1 : Math.clamp(budget, 128, 32_768);
            case FLASH -> budget < 0 ? -1 : Math.min(budget, 24_576);
            case LITE -> budget <= 0 ? Math.max(budget, -1) : Math.clamp(budget, 512, 24_576);
            case OTHER -> budget;
        };
    }
}
