package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.TokenClass;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Rates as people read them. Seconds stand for the milliseconds that are counted; all other units are called what they are called
 * in a usage.
 */
final class RateSheet {
    static final Set<String> KEYS = keys();
    static final Set<String> TIER_KEYS = tierKeys();

    private static final String PER_REQUEST = "per-request";
    private static final String UNITS = "units";
    private static final String SECOND = "second";
    private static final String MILLISECOND = "millisecond";
    private static final Pattern UNIT = Pattern.compile("[a-z_]{1,40}(/[A-Za-z0-9_.:-]{1,40}){0,3}");
    private static final int MOST_UNITS = 100;
    private static final String DOLLARS = "dollars";

    private RateSheet() {}

    private static Set<String> keys() {
        Set<String> keys = new HashSet<>(Set.of("per-request", "units"));
        for (TokenClass c : TokenClass.values()) {
            keys.add(c.word());
        }
        return Set.copyOf(keys);
    }

    private static Set<String> tierKeys() {
        Set<String> keys = new HashSet<>(keys());
        keys.addAll(Set.of("above", "service"));
        return Set.copyOf(keys);
    }

    /** Rates that stand on their own; what has neither units nor a price for each request says what tokens cost. */
    static Rates read(Place place, JsonNode node) {
        Map<TokenClass, Long> named = named(place, node);
        boolean otherwise = node.has(UNITS) || node.has(PER_REQUEST);
        for (TokenClass root : new TokenClass[] {TokenClass.INPUT, TokenClass.OUTPUT}) {
            if (!named.containsKey(root) && !otherwise) {
                throw place.at(root.word()).expected(DOLLARS, node.path(root.word()));
            }
        }
        return new Rates(named, perRequest(place, node, 0), units(place.at(UNITS), node.path(UNITS)));
    }

    /** Rates that differ from others in what they name. */
    static Rates over(Place place, JsonNode node, Rates base) {
        Map<TokenClass, Long> named = new EnumMap<>(base.own());
        named.putAll(named(place, node));
        return new Rates(
                named,
                perRequest(place, node, base.perRequest()),
                node.has(UNITS) ? units(place.at(UNITS), node.path(UNITS)) : base.units());
    }

    private static Map<TokenClass, Long> named(Place place, JsonNode node) {
        Map<TokenClass, Long> named = new EnumMap<>(TokenClass.class);
        for (TokenClass c : TokenClass.values()) {
            if (node.has(c.word())) {
                named.put(c, Decimals.read(place.at(c.word()), node.path(c.word()), Decimals.PER_MILLION, DOLLARS));
            }
        }
        return named;
    }

    private static long perRequest(Place place, JsonNode node, long otherwise) {
        return node.has(PER_REQUEST)
                ? Decimals.read(place.at(PER_REQUEST), node.path(PER_REQUEST), Decimals.PER_MILLION, DOLLARS)
                : otherwise;
    }

    private static Map<String, Long> units(Place place, JsonNode node) {
        Map<String, Long> units = new HashMap<>();
        if (!node.isMissingNode() && (!node.isObject() || node.size() > MOST_UNITS)) {
            throw place.expected("units with their prices, at most " + MOST_UNITS, node);
        }
        node.properties().forEach(entry -> {
            String unit = entry.getKey();
            Place here = place.at(unit);
            if (!UNIT.matcher(unit).matches() || unit.equals(MILLISECOND)) {
                throw here.wrong(
                        "a unit is called like image, image/1024x1024/hd, second, character or tool/web_search");
            }
            boolean timed = unit.equals(SECOND);
            int digits = timed ? Decimals.PER_THOUSAND_UNITS : Decimals.PER_UNIT;
            units.put(timed ? MILLISECOND : unit, Decimals.read(here, entry.getValue(), digits, DOLLARS));
        });
        return units;
    }

    static ObjectNode write(ObjectNode node, Rates rates) {
        rates.own().forEach((c, rate) -> node.set(c.word(), Decimals.write(rate, Decimals.PER_MILLION)));
        if (rates.perRequest() > 0) {
            node.set(PER_REQUEST, Decimals.write(rates.perRequest(), Decimals.PER_MILLION));
        }
        if (!rates.units().isEmpty()) {
            writeUnits(node, rates);
        }
        return node;
    }

    /** Writes what {@link #over} needs to read the same rates again. */
    static void writeOver(ObjectNode node, Rates rates, Rates base) {
        Map<TokenClass, Long> own = new EnumMap<>(rates.own());
        base.own().keySet().forEach(c -> own.put(c, rates.of(c)));
        own.forEach((c, rate) -> node.set(c.word(), Decimals.write(rate, Decimals.PER_MILLION)));
        if (rates.perRequest() != base.perRequest()) {
            node.set(PER_REQUEST, Decimals.write(rates.perRequest(), Decimals.PER_MILLION));
        }
        if (!rates.units().equals(base.units())) {
            writeUnits(node, rates);
        }
    }

    private static void writeUnits(ObjectNode node, Rates rates) {
        ObjectNode units = node.putObject(UNITS);
        new TreeMap<>(rates.units()).forEach((unit, rate) -> {
            boolean timed = unit.equals(MILLISECOND);
            units.set(
                    timed ? SECOND : unit,
                    Decimals.write(rate, timed ? Decimals.PER_THOUSAND_UNITS : Decimals.PER_UNIT));
        });
    }
}
