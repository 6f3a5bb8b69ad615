package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Standing.Spending;
import dev.sluice.store.Dimension;
import dev.sluice.store.Measure;
import dev.sluice.store.Sight;
import dev.sluice.store.Slot;
import dev.sluice.store.Sums;
import dev.sluice.store.UsageBooks;
import dev.sluice.store.UsageBreakdown;
import dev.sluice.store.UsageQuery;
import dev.sluice.store.UsageSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was spent with one key, day by day (in UTC), in all and by the models that cost most. */
final class SpendingBook {
    private static final int MOST_MODELS = 50;

    private final SortedMap<Instant, Spending> days;
    private final Map<String, SortedMap<Instant, Spending>> byModel = new TreeMap<>();

    private SpendingBook(UsageBreakdown usage) {
        this.days = days(usage.all());
        usage.parts().forEach(part -> byModel.put(part.name(), days(part)));
    }

    /** Reads the roll-ups of these days; blocks. Never another user's calls, and of this user's only those with this key. */
    static SpendingBook read(UsageBooks usage, KeyHolder holder, Instant from, Instant to) {
        Map<Dimension, String> only = Map.of(Dimension.KEY, holder.key().id());
        return new SpendingBook(usage.breakdown(
                Sight.ofUser(holder.user().id()),
                new UsageQuery(Slot.DAY, from, to, only),
                Dimension.MODEL,
                MOST_MODELS));
    }

    private static SortedMap<Instant, Spending> days(UsageSeries series) {
        SortedMap<Instant, Spending> days = new TreeMap<>();
        series.slots().forEach((day, sums) -> days.put(day, spending(series.name(), sums)));
        return days;
    }

    /** All models together, from one day on and up to another, exclusive. */
    Spending sum(Instant from, Instant to) {
        return sum("", days, from, to);
    }

    /** The models that cost most in these days, the dearest first. */
    List<Spending> dearest(Instant from, Instant to) {
        List<Spending> models = new ArrayList<>();
        byModel.forEach((model, spent) -> models.add(sum(model, spent, from, to)));
        return models.stream()
                .filter(model -> model.requests() > 0)
                .sorted(Comparator.comparing(Spending::cost).reversed().thenComparing(Spending::model))
                .toList();
    }

    private static Spending sum(String model, SortedMap<Instant, Spending> days, Instant from, Instant to) {
        Spending sum = new Spending(model, 0, 0, 0, NanoDollars.ZERO);
        for (Spending day : from.isBefore(to) ? days.subMap(from, to).values() : List.<Spending>of()) {
            sum = new Spending(
                    model,
                    Math.addExact(sum.requests(), day.requests()),
                    Math.addExact(sum.promptTokens(), day.promptTokens()),
                    Math.addExact(sum.completionTokens(), day.completionTokens()),
                    sum.cost().plus(day.cost()));
        }
        return sum;
    }

    private static Spending spending(String model, Sums sums) {
        return new Spending(
                model,
                sums.get(Measure.REQUESTS) - sums.get(Measure.REFUSED),
                add(
                        sums,
                        Measure.INPUT_TOKENS,
                        Measure.CACHE_READ_TOKENS,
                        Measure.CACHE_WRITE_TOKENS,
                        Measure.CACHE_WRITE_HOUR_TOKENS,
                        Measure.AUDIO_INPUT_TOKENS,
                        Measure.IMAGE_INPUT_TOKENS),
                add(
                        sums,
                        Measure.OUTPUT_TOKENS,
                        Measure.REASONING_TOKENS,
                        Measure.AUDIO_OUTPUT_TOKENS,
                        Measure.IMAGE_OUTPUT_TOKENS),
                sums.cost());
    }

    private static long add(Sums sums, Measure... measures) {
        long sum = 0;
        for (Measure measure : measures) {
            sum = Math.addExact(sum, sums.get(measure));
        }
        return sum;
    }
}
