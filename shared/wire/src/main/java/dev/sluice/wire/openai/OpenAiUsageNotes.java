package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream has reported so far. The last report wins: Perplexity sends one with each chunk, each counting from the
 * beginning. What stands in {@code x_groq} or in a choice counts only if nothing stands at the top.
 */
final class OpenAiUsageNotes {
    private final Set<Quirk> quirks;
    private OpenAiUsageReader.Report report = OpenAiUsageReader.Report.NONE;
    private OpenAiUsageReader.Report other = OpenAiUsageReader.Report.NONE;

    OpenAiUsageNotes(Set<Quirk> quirks) {
        this.quirks = quirks;
    }

    /** Takes note of what a glance has seen in {@code array}. */
    void note(OpenAiGlance glance, byte[] array) {
        if (glance.hasUsage()) {
            report = latest(report, OpenAiUsageReader.read(array, glance.usageFrom(), glance.usageTo(), quirks));
        }
        if (glance.hasOtherUsage()) {
            other = latest(
                    other, OpenAiUsageReader.read(array, glance.otherUsageFrom(), glance.otherUsageTo(), quirks));
        }
    }

    @Nullable
    Usage usage() {
        return chosen().usage();
    }

    boolean isSuspect() {
        return chosen().suspect();
    }

    private OpenAiUsageReader.Report chosen() {
        return report.equals(OpenAiUsageReader.Report.NONE) ? other : report;
    }

    private static OpenAiUsageReader.Report latest(OpenAiUsageReader.Report before, OpenAiUsageReader.Report now) {
        return now.equals(OpenAiUsageReader.Report.NONE) ? before : now;
    }
}
