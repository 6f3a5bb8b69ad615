package dev.sluice.router;

import dev.sluice.model.call.Needs;
import dev.sluice.model.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of a channel for one model have been like lately: how soon they began, how much of the prompt had been
 * cached, how long they were. Written by one at a time, read by anybody.
 */
final class Experience {
    private static final double NEWEST_SHARE = 0.1;
    private static final Used NOTHING = new Used(0, 500);

    private volatile @Nullable PeakAverage firstContent;
    private volatile Used used = NOTHING;

    /**
     * What was used on average.
     *
     * @param cached share of the prompt that was read from the upstream's cache
     */
    private record Used(double cached, double output) {}

    /** An answer began so long after it was asked for, or had not begun until then. */
    void began(Duration after, long now) {
        firstContent = PeakAverage.after(firstContent, (double) after.toNanos(), now);
    }

    /** An answer used this. */
    void used(Usage usage) {
        Used before = used;
        long prompt = usage.prompt();
        double cached = prompt <= 0 ? before.cached : (double) usage.cacheRead() / prompt;
        used = new Used(averaged(before.cached, cached), averaged(before.output, (double) usage.output()));
    }

    private static double averaged(double before, double newest) {
        return before + NEWEST_SHARE * (newest - before);
    }

    /** How soon the next answer may begin, in nanoseconds; 0 if nobody knows. */
    double firstContent(long now) {
        PeakAverage known = firstContent;
        return known == null ? 0 : known.left(now);
    }

    /** What a call with these needs may use. */
    Usage expected(Needs needs) {
        Used average = used;
        long cached = Math.round(average.cached * needs.promptTokens());
        long output = Math.round(average.output);
        long capped = needs.outputTokens() == 0 ? output : Math.min(output, needs.outputTokens());
        return new Usage(needs.promptTokens() - cached, cached, 0, capped, 0);
    }
}
