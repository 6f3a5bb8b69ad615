package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What calls came to together.
 *
 * @param measures every one of them
 * @param firstContent of calls that had any content
 * @param total of calls that were completed
 * @param units what was counted otherwise than in tokens, by name
 */
public record Sums(Map<Measure, Long> measures, Latency firstContent, Latency total, Map<String, Long> units) {
    public static final Sums NONE = new Sums(zeros(), Latency.NONE, Latency.NONE, Map.of());

    public Sums {
        measures = Collections.unmodifiableMap(new EnumMap<>(measures));
        units = Collections.unmodifiableMap(new TreeMap<>(units));
        if (measures.size() < Measure.values().length) {
            throw new IllegalArgumentException("a measure is missing");
        }
    }

    private static Map<Measure, Long> zeros() {
        Map<Measure, Long> zeros = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            zeros.put(measure, 0L);
        }
        return zeros;
    }

    static Sums of(Collection<Sums> parts) {
        return parts.stream().reduce(NONE, Sums::plus);
    }

    public long get(Measure measure) {
        return measures.getOrDefault(measure, 0L);
    }

    public NanoDollars cost() {
        return new NanoDollars(get(Measure.COST));
    }

    public NanoDollars purchase() {
        return new NanoDollars(get(Measure.PURCHASE));
    }

    /** What is left of what users pay when the providers are paid. */
    public NanoDollars margin() {
        return cost().minus(purchase());
    }

    /** Microseconds that the gateway itself took for a call, on average; nothing if none is known. */
    public OptionalLong gatewayMean() {
        long calls = get(Measure.REQUESTS) - get(Measure.REFUSED);
        long micros = get(Measure.GATEWAY_US);
        return calls <= 0 || micros == 0 ? OptionalLong.empty() : OptionalLong.of(micros / calls);
    }

    Sums plus(Sums other) {
        Map<Measure, Long> sums = new EnumMap<>(measures);
        other.measures.forEach((measure, sum) -> sums.merge(measure, sum, Math::addExact));
        Map<String, Long> counted = new TreeMap<>(units);
        other.units.forEach((unit, amount) -> counted.merge(unit, amount, Math::addExact));
        return new Sums(sums, firstContent.plus(other.firstContent), total.plus(other.total), counted);
    }

    Sums with(Map<String, Long> counted) {
        return new Sums(measures, firstContent, total, counted);
    }
}
