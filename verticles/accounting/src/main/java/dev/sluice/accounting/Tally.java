package dev.sluice.accounting;

import dev.sluice.accounting.EndRules.Billed;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a call is billed for, and who counted them.
 *
 * <p>{@link #of} is the policy for every way in which a call can end; see README, "How a request ends".
 */
record Tally(Usage usage, UsageSource source) {
    /** No model reads or writes so many tokens in one call. */
    static final long ABSURD = 10_000_000;

    /**
     * A report of more output than this is believed only up to twice the call's cap. It is far above what models write, since
     * the cap is an assumption when the caller named none.
     */
    static final long LONG_ANSWER = 200_000;

    private static final long LONGEST_SOUND = 24 * 60 * 60 * 1_000L;
    private static final long MOST_OF_A_UNIT = 1_000;
    private static final int MOST_UNITS = 32;
    private static final int LONGEST_UNIT = 100;
    private static final int LONGEST_TIER = 32;

    static final Tally NOTHING = new Tally(Usage.NONE, UsageSource.NONE);

    /**
     * Decides.
     *
     * @param prompt estimate made at admission
     * @param cap the most that the answer may have had
     * @param rules what the operator wants billed of calls that break off
     */
    static Tally of(Settlement end, long prompt, long cap, EndRules rules) {
        Usage reported = end.reported();
        boolean believed = reported != null && !end.suspect() && isPlausible(reported, cap);
        Tally report = reported != null && believed ? new Tally(reported, UsageSource.UPSTREAM) : null;
        return switch (end.end()) {
            case REFUSED, UPSTREAM_REFUSED -> NOTHING;
            case COMPLETED -> report == null ? local(end, prompt, cap) : report;
            case CALLER_LEFT_EARLY -> brokenOff(rules.callerLeftEarly(), report, NOTHING);
            case CALLER_LEFT -> brokenOff(rules.callerLeft(), report, local(end, prompt, cap));
            case UPSTREAM_BROKE -> brokenOff(rules.upstreamFailed(), report, ofFailed(end, prompt, cap, rules));
        };
    }

    /** Upstreams that fail do not charge for what they did not report. */
    private static Tally ofFailed(Settlement end, long prompt, long cap, EndRules rules) {
        return rules.upstreamFailed() == Billed.PRODUCED ? local(end, prompt, cap) : NOTHING;
    }

    private static Tally brokenOff(Billed rule, @Nullable Tally report, Tally counted) {
        Tally known = report == null ? counted : report;
        return switch (rule) {
            case PRODUCED -> known;
            case REPORTED -> report == null ? NOTHING : report;
            case NOTHING -> known.waived();
        };
    }

    /** Where nobody counted but the gateway: with the searches that so many documents are, which a model may be priced by. */
    Tally searching(int documents) {
        boolean guessed = source == UsageSource.LOCAL || source == UsageSource.REPLACED;
        if (!guessed || documents == 0 || usage.rare().units().containsKey(RerankResponse.SEARCH_UNIT)) {
            return this;
        }
        Map<String, Long> units = Map.of(RerankResponse.SEARCH_UNIT, RerankResponse.searches(documents));
        return new Tally(usage.with(usage.rare().withUnits(units)), source);
    }

    private Tally waived() {
        return source == UsageSource.NONE ? this : new Tally(usage, UsageSource.WAIVED);
    }

    /** Whether the user pays for it. */
    boolean isBilled() {
        return source != UsageSource.NONE && source != UsageSource.WAIVED;
    }

    private static Tally local(Settlement end, long prompt, long cap) {
        boolean silent = end.reported() == null && !end.suspect();
        Usage counted = end.counted() != null && isPlausible(end.counted(), cap)
                ? end.counted()
                : new Usage(prompt, 0, 0, Math.clamp(end.produced(), 0, cap), 0);
        return new Tally(counted, silent ? UsageSource.LOCAL : UsageSource.REPLACED);
    }

    /** Whether one call can have used so much, of an answer that was to have so many tokens at most. */
    static boolean isPlausible(Usage usage, long cap) {
        boolean countable = usage.input() <= ABSURD
                && usage.cacheRead() <= ABSURD
                && usage.cacheWrite() <= ABSURD
                && usage.output() <= ABSURD
                && usage.reasoning() <= ABSURD
                && isPlausible(usage.rare());
        return countable && usage.completion() <= Math.min(ABSURD, Math.max(LONG_ANSWER, 2 * cap));
    }

    private static boolean isPlausible(RareUsage rare) {
        return rare.cacheWriteHour() <= ABSURD
                && rare.audioInput() <= ABSURD
                && rare.imageInput() <= ABSURD
                && rare.audioOutput() <= ABSURD
                && rare.imageOutput() <= ABSURD
                && (rare.tier() == null || rare.tier().length() <= LONGEST_TIER)
                && (rare.units().isEmpty() || arePlausible(rare.units()));
    }

    private static boolean arePlausible(Map<String, Long> units) {
        return units.size() <= MOST_UNITS
                && units.entrySet().stream().allMatch(unit -> isPlausible(unit.getKey(), unit.getValue()));
    }

    /** A day of sound, as many characters as tokens, and of things that are made or called one by one a thousand. */
    private static boolean isPlausible(String unit, long count) {
        long most = switch (unit) {
            case "millisecond" -> LONGEST_SOUND;
            case "character" -> ABSURD;
            default -> MOST_OF_A_UNIT;
        };
        return count <= most && unit.length() <= LONGEST_UNIT;
    }
}
