package dev.sluice.model.price;

import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.chat.Usage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nano-dollars for each million tokens of each class and for each million of other units, and for each request. A class
 * without a rate of its own has that of its parent ({@link TokenClass#parent}).
 *
 * <p>Immutable. An image of $0.04 has the rate 4·10¹³.
 */
public final class Rates {
    /** How much of what cannot be counted beforehand a call is expected to use at most: a minute, if it is of sound. */
    private static final long MILLISECONDS_HELD = 60_000;

    private static final long CHARACTERS_PER_TOKEN = 4;
    private static final List<TokenClass> CLASSES = List.of(TokenClass.values());

    private final Map<TokenClass, Long> perMillion = new EnumMap<>(TokenClass.class);
    private final long perRequest;
    private final Map<String, Long> units;
    private final long dearestPrompt;
    private final long dearestOutput;

    /**
     * Makes them.
     *
     * @param named the rates of classes that have their own; input and output are 0 if they have none
     * @param perRequest nano-dollars
     * @param units nano-dollars for a million of each
     */
    public Rates(Map<TokenClass, Long> named, long perRequest, Map<String, Long> units) {
        long prompt = 0;
        long output = 0;
        for (TokenClass c : CLASSES) {
            TokenClass parent = c.parent();
            Long own = named.get(c);
            // Parents stand before their children.
            long rate = notNegative(own != null ? own : parent == null ? 0 : perMillion.getOrDefault(parent, 0L));
            perMillion.put(c, rate);
            prompt = c.isPrompt() ? Math.max(prompt, rate) : prompt;
            output = c.isPrompt() ? output : Math.max(output, rate);
        }
        this.perRequest = notNegative(perRequest);
        this.units = Map.copyOf(units);
        units.values().forEach(Rates::notNegative);
        this.dearestPrompt = prompt;
        this.dearestOutput = output;
    }

    /** Of tokens only: the same for all of a prompt and for all of an answer. */
    public static Rates ofTokens(long input, long output) {
        return new Rates(Map.of(TokenClass.INPUT, input, TokenClass.OUTPUT, output), 0, Map.of());
    }

    private static long notNegative(long rate) {
        if (rate < 0) {
            throw new IllegalArgumentException("a price is not negative");
        }
        return rate;
    }

    public long of(TokenClass tokens) {
        return perMillion.getOrDefault(tokens, 0L);
    }

    /** Input and output, and every class whose rate differs from its parent's. */
    public Map<TokenClass, Long> own() {
        Map<TokenClass, Long> own = new EnumMap<>(TokenClass.class);
        for (TokenClass c : CLASSES) {
            TokenClass parent = c.parent();
            if (parent == null || of(parent) != of(c)) {
                own.put(c, of(c));
            }
        }
        return own;
    }

    public long perRequest() {
        return perRequest;
    }

    public Map<String, Long> units() {
        return units;
    }

    /** The rate of a unit, else of the unit it is a kind of ({@code image/1024x1024/hd}, {@code image}); absent if none. */
    public @Nullable Long ofUnit(String unit) {
        String name = unit;
        while (true) {
            Long rate = units.get(name);
            int slash = name.lastIndexOf('/');
            if (rate != null || slash < 0) {
                return rate;
            }
            name = name.substring(0, slash);
        }
    }

    /** Units that were used and have no rate; of searches not where their tokens, or the request, cost something. */
    List<String> unpriced(Usage usage) {
        boolean paid = perRequest > 0 || (usage.prompt() > 0 && of(TokenClass.INPUT) > 0);
        return usage.rare().units().keySet().stream()
                .filter(unit -> ofUnit(unit) == null && !(paid && unit.equals(RerankResponse.SEARCH_UNIT)))
                .sorted()
                .toList();
    }

    Exact sum(Usage usage) {
        Exact sum = new Exact();
        sum.add(perRequest, Exact.MILLION);
        for (TokenClass c : CLASSES) {
            sum.add(c.count(usage), of(c));
        }
        usage.rare().units().forEach((unit, count) -> {
            Long rate = ofUnit(unit);
            sum.add(count, rate == null ? 0 : rate);
        });
        return sum;
    }

    /**
     * The most that a call of this extent can come to: tokens each of its side's dearest class, its searches, and one of each
     * other unit but tools.
     */
    Exact worst(Extent extent) {
        Exact sum = new Exact();
        sum.add(perRequest, Exact.MILLION);
        sum.add(extent.prompt(), dearestPrompt);
        sum.add(extent.output(), dearestOutput);
        units.forEach((unit, rate) -> sum.add(expected(unit, extent), rate));
        return sum;
    }

    /** Of pictures in several sizes one is made; that all are counted holds a little too much. */
    private static long expected(String unit, Extent extent) {
        return switch (unit) {
            case "millisecond" -> MILLISECONDS_HELD;
            case "character" -> Math.multiplyExact(CHARACTERS_PER_TOKEN, extent.prompt());
            case RerankResponse.SEARCH_UNIT -> Math.max(1, extent.searches());
            default -> unit.startsWith("tool") ? 0 : 1;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rates that
                && perMillion.equals(that.perMillion)
                && perRequest == that.perRequest
                && units.equals(that.units);
    }

    @Override
    public int hashCode() {
        return perMillion.hashCode() * 31 + units.hashCode();
    }

    @Override
    public String toString() {
        return "Rates" + perMillion + perRequest + units;
    }
}
