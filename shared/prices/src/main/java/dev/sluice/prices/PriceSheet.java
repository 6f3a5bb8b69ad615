package dev.sluice.prices;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.price.Hours;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.Tier;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What calls cost by one rule, in the form that people read: dollars for a million tokens of each class, for each request and
 * each unit; {@code tiers}, {@code factors}, {@code hours} and {@code minimum}. {@code conf/prices/default.yaml} explains it.
 */
public final class PriceSheet {
    static final Set<String> KEYS = keys();
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> HOURS_KEYS = Set.of("from", "to", "zone", "factor");
    private static final int MOST = 50;

    private PriceSheet() {}

    private static Set<String> keys() {
        Set<String> keys = new HashSet<>(RateSheet.KEYS);
        keys.addAll(Set.of("tiers", "factors", "hours", "minimum"));
        return Set.copyOf(keys);
    }

    /** Reads what {@link #text} wrote. */
    public static Terms parse(String text) {
        try {
            return read(Place.of("sheet"), JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a price sheet is not JSON", e);
        }
    }

    /** One line of JSON; the same for equal terms. */
    public static String text(Terms terms) {
        return write(terms).toString();
    }

    static Terms read(Place place, JsonNode node) {
        place.checkKeys(node, KEYS);
        Rates base = RateSheet.read(place, node);
        List<Tier> tiers = new ArrayList<>();
        List<Hours> hours = new ArrayList<>();
        each(place.at("tiers"), node.path("tiers"), (where, tier) -> tiers.add(tier(where, tier, base)));
        each(place.at("hours"), node.path("hours"), (where, window) -> hours.add(hours(where, window)));
        long minimum = node.has("minimum")
                ? Decimals.read(place.at("minimum"), node.path("minimum"), Decimals.PER_MILLION, "dollars")
                : 0;
        try {
            return new Terms(
                    base, tiers, factors(place.at("factors"), node.path("factors")), hours, new NanoDollars(minimum));
        } catch (IllegalArgumentException e) {
            throw place.wrong(String.valueOf(e.getMessage()));
        }
    }

    private interface Reader {
        void read(Place place, JsonNode node);
    }

    private static void each(Place place, JsonNode list, Reader reader) {
        if (list.isMissingNode()) {
            return;
        }
        if (!list.isArray() || list.size() > MOST) {
            throw place.expected("a list of at most " + MOST, list);
        }
        for (int i = 0; i < list.size(); i++) {
            reader.read(place.at(String.valueOf(i + 1)), list.get(i));
        }
    }

    private static Tier tier(Place place, JsonNode node, Rates base) {
        place.checkKeys(node, RateSheet.TIER_KEYS);
        JsonNode above = node.path("above");
        JsonNode service = node.path("service");
        if (above.isMissingNode() && service.isMissingNode()) {
            throw place.wrong("a tier has above, service or both");
        }
        boolean counts = above.isMissingNode()
                || (above.isIntegralNumber() && above.canConvertToLong() && above.longValue() >= 0);
        if (!counts) {
            throw place.at("above").expected("a number of tokens", above);
        }
        if (!service.isMissingNode() && !service.isTextual()) {
            throw place.at("service").expected("the name of a service tier", service);
        }
        return new Tier(
                above.asLong(),
                service.isMissingNode() ? null : PriceList.name(place.at("service"), service.asText()),
                RateSheet.over(place, node, base));
    }

    private static Map<String, Long> factors(Place place, JsonNode node) {
        Map<String, Long> factors = new TreeMap<>();
        if (!node.isMissingNode() && (!node.isObject() || node.size() > MOST)) {
            throw place.expected("services with their factors, at most " + MOST, node);
        }
        node.properties()
                .forEach(entry -> factors.put(
                        PriceList.name(place, entry.getKey()),
                        Decimals.read(place.at(entry.getKey()), entry.getValue(), Decimals.FACTOR, "a factor")));
        return factors;
    }

    private static Hours hours(Place place, JsonNode node) {
        place.checkKeys(node, HOURS_KEYS);
        long factor = Decimals.read(place.at("factor"), node.path("factor"), Decimals.FACTOR, "a factor");
        try {
            return new Hours(
                    LocalTime.parse(node.path("from").asText()),
                    LocalTime.parse(node.path("to").asText()),
                    ZoneId.of(node.path("zone").asText("UTC")),
                    factor);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw place.wrong("expected from and to as \"16:30\" and a zone such as UTC; " + e.getMessage());
        }
    }

    static ObjectNode write(Terms terms) {
        ObjectNode node = RateSheet.write(JSON.createObjectNode(), terms.base());
        if (!terms.tiers().isEmpty()) {
            var list = node.putArray("tiers");
            terms.tiers().forEach(tier -> {
                ObjectNode item = list.addObject();
                if (tier.above() > 0 || tier.service() == null) {
                    item.put("above", tier.above());
                }
                if (tier.service() != null) {
                    item.put("service", tier.service());
                }
                RateSheet.writeOver(item, tier.rates(), terms.base());
            });
        }
        if (!terms.factors().isEmpty()) {
            ObjectNode factors = node.putObject("factors");
            new TreeMap<>(terms.factors())
                    .forEach((service, factor) -> factors.set(service, Decimals.write(factor, Decimals.FACTOR)));
        }
        if (!terms.hours().isEmpty()) {
            var list = node.putArray("hours");
            terms.hours()
                    .forEach(hours -> list.addObject()
                            .put("from", hours.from().toString())
                            .put("to", hours.to().toString())
                            .put("zone", hours.zone().getId())
                            .set("factor", Decimals.write(hours.factor(), Decimals.FACTOR)));
        }
        if (terms.minimum().isPositive()) {
            node.set("minimum", Decimals.write(terms.minimum().value(), Decimals.PER_MILLION));
        }
        return node;
    }
}
