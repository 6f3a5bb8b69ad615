package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.ServiceTiers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream has reported so far. The last report wins: Perplexity sends one with each chunk, each counting from the
 * beginning. What stands in {@code x_groq} or in a choice counts only if nothing stands at the top. The service tier stands
 * beside the usage, and not always in the same chunk.
 */
final class OpenAiUsageNotes {
    /** What nearly every chunk of OpenAI's says. */
    private static final byte[] DEFAULT = "\"default\"".getBytes(StandardCharsets.US_ASCII);

    private final Set<Quirk> quirks;
    private OpenAiUsageReader.Report report = OpenAiUsageReader.Report.NONE;
    private OpenAiUsageReader.Report other = OpenAiUsageReader.Report.NONE;

    private @Nullable String tier;

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
        if (glance.hasTier()) {
            tier = tier(array, glance.tierFrom(), glance.tierTo());
        }
    }

    private static @Nullable String tier(byte[] array, int from, int to) {
        if (to - from < 2 || array[from] != '"' || Arrays.equals(array, from, to, DEFAULT, 0, DEFAULT.length)) {
            return null;
        }
        return ServiceTiers.unusual(new String(array, from + 1, to - from - 2, StandardCharsets.UTF_8));
    }

    @Nullable
    Usage usage() {
        Usage usage = chosen().usage();
        return usage == null || tier == null ? usage : usage.with(usage.rare().withTier(tier));
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
