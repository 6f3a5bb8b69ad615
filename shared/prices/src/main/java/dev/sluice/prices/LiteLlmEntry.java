package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.Tier;
import dev.sluice.model.price.TokenClass;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One model of LiteLLM's list: its fields say in their names what they price, from which length on, and in which service. */
final class LiteLlmEntry {
    private static final Map<String, TokenClass> TOKENS = Map.ofEntries(
            Map.entry("input_cost_per_token", TokenClass.INPUT),
            Map.entry("output_cost_per_token", TokenClass.OUTPUT),
            Map.entry("cache_read_input_token_cost", TokenClass.CACHE_READ),
            Map.entry("cache_creation_input_token_cost", TokenClass.CACHE_WRITE),
            Map.entry("cache_creation_input_token_cost_above_1hr", TokenClass.CACHE_WRITE_HOUR),
            Map.entry("input_cost_per_audio_token", TokenClass.AUDIO_INPUT),
            Map.entry("output_cost_per_audio_token", TokenClass.AUDIO_OUTPUT),
            Map.entry("input_cost_per_image_token", TokenClass.IMAGE_INPUT),
            Map.entry("output_cost_per_image_token", TokenClass.IMAGE_OUTPUT),
            Map.entry("output_cost_per_reasoning_token", TokenClass.REASONING));

    /** Units, and how many digits a rate has beyond those of a dollar. The first of a kind that is there counts. */
    private static final Map<String, String> UNITS = Map.of(
            "output_cost_per_image", "image",
            "input_cost_per_image", "image",
            "input_cost_per_second", "millisecond",
            "output_cost_per_second", "millisecond",
            "output_cost_per_video_per_second", "millisecond",
            "input_cost_per_character", "character");

    private static final Pattern LENGTH = Pattern.compile("(.+)_above_(\\d{1,5})k_tokens(.*)");
    private static final Pattern SERVICE = Pattern.compile("(.+)_(batches|flex|priority)");
    private static final Set<String> SIZES = Set.of("low", "medium", "high");
    private static final int TOKEN_DIGITS = 15;

    private final Place place;
    private final JsonNode node;
    private final List<String> left = new ArrayList<>();
    private final NavigableMap<Condition, Map<TokenClass, Long>> rates = new TreeMap<>();
    private final Map<String, Long> units = new HashMap<>();
    private long perRequest;

    /** When rates apply: above so many tokens, in a service ("" for the usual one). */
    private record Condition(long above, String service) implements Comparable<Condition> {
        static final Condition ALWAYS = new Condition(0, "");

        @Override
        public int compareTo(Condition other) {
            int byService = service.compareTo(other.service);
            return byService != 0 ? byService : Long.compare(above, other.above);
        }
    }

    LiteLlmEntry(Place place, JsonNode node) {
        this.place = place;
        this.node = node;
    }

    /** Fields with prices that were not understood. */
    List<String> left() {
        return left;
    }

    Terms terms() {
        if (!node.isObject()) {
            throw place.expected("a model", node);
        }
        node.properties().forEach(field -> read(field.getKey(), field.getValue()));
        searches(node.path("search_context_cost_per_query"));
        ranges(node.path("tiered_pricing"));
        Map<TokenClass, Long> base = rates.getOrDefault(Condition.ALWAYS, Map.of());
        dropUnitsOfTokens(base);
        boolean free = base.values().stream().allMatch(rate -> rate == 0)
                && units.values().stream().allMatch(rate -> rate == 0)
                && perRequest == 0;
        if (free) {
            throw place.wrong("it has no price");
        }
        Rates always = new Rates(base, perRequest, units);
        return new Terms(always, tiers(always), Map.of(), List.of(), NanoDollars.ZERO);
    }

    private void read(String name, JsonNode value) {
        if (!name.contains("cost") || value.isNull() || value.isContainerNode() || isNothing(value)) {
            return;
        }
        Condition condition = Condition.ALWAYS;
        String field = name;
        Matcher service = SERVICE.matcher(field);
        if (service.matches()) {
            condition = new Condition(condition.above(), service.group(2).replace("batches", "batch"));
            field = service.group(1);
        }
        Matcher length = LENGTH.matcher(field);
        if (length.matches()) {
            condition = new Condition(Long.parseLong(length.group(2)) * 1_000, condition.service());
            field = length.group(1) + length.group(3);
        }
        price(name, field, condition, value);
    }

    private void price(String name, String field, Condition condition, JsonNode value) {
        TokenClass tokens = TOKENS.get(field);
        String unit = UNITS.get(field);
        if (tokens != null) {
            ofCondition(condition).put(tokens, exact(name, value, TOKEN_DIGITS));
        } else if (unit != null && condition.equals(Condition.ALWAYS)) {
            int digits = unit.equals("millisecond") ? Decimals.PER_THOUSAND_UNITS : Decimals.PER_UNIT;
            // Some models have a price of seconds on both sides, of which one is to be billed.
            units.merge(unit, exact(name, value, digits), Math::max);
        } else if (field.equals("input_cost_per_query") && condition.equals(Condition.ALWAYS)) {
            query(name, value);
        } else {
            left.add(name + " has no counterpart here");
        }
    }

    /** Of what ranks documents, a query is a search unit, which answers count: large queries are several. */
    private void query(String name, JsonNode value) {
        if (node.path("mode").asText("").equals("rerank")) {
            units.put(RerankResponse.SEARCH_UNIT, exact(name, value, Decimals.PER_UNIT));
        } else {
            perRequest = exact(name, value, Decimals.PER_MILLION);
        }
    }

    private Map<TokenClass, Long> ofCondition(Condition condition) {
        return rates.computeIfAbsent(condition, fresh -> new EnumMap<>(TokenClass.class));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNumber() && value.decimalValue().compareTo(BigDecimal.ZERO) == 0;
    }

    /** A tokens' dollars times a million are a rate in dollars; the digits say where the last kept decimal is. */
    private long exact(String name, JsonNode value, int digits) {
        return Decimals.read(place.at(name), value, digits, "dollars");
    }

    private void searches(JsonNode bySize) {
        List<String> tools = searchTools(node.path("litellm_provider").asText(""));
        long medium = 0;
        for (String size : SIZES.stream().sorted().toList()) {
            JsonNode price = bySize.path("search_context_size_" + size);
            if (!price.isMissingNode() && !price.isNull()) {
                long rate = exact("search_context_cost_per_query", price, Decimals.PER_UNIT);
                tools.forEach(tool -> units.put(tool + "/" + size, rate));
                medium = size.equals("medium") || medium == 0 ? rate : medium;
            }
        }
        long usual = medium;
        if (usual > 0) {
            tools.forEach(tool -> units.put(tool, usual));
        }
    }

    /** The units that the provider's answers have for searches: a price of any other would never be asked for. */
    private static List<String> searchTools(String provider) {
        boolean google =
                provider.equals("gemini") || (provider.startsWith("vertex_ai") && !provider.contains("anthropic"));
        if (google) {
            return List.of("tool/google_search");
        }
        return switch (provider) {
            case "xai" -> List.of("tool/web_search", "tool/x_search");
            case "cohere", "cohere_chat" -> List.of("tool/search");
            default -> List.of("tool/web_search");
        };
    }

    private void ranges(JsonNode list) {
        for (JsonNode range : list) {
            long from = range.path("range").path(0).asLong();
            range.properties().forEach(field -> {
                TokenClass tokens = TOKENS.get(field.getKey());
                if (tokens != null) {
                    ofCondition(new Condition(from, ""))
                            .put(tokens, exact(field.getKey(), field.getValue(), TOKEN_DIGITS));
                }
            });
        }
    }

    /** Pictures and seconds are priced apart only where tokens are not: else they are in the tokens. */
    private void dropUnitsOfTokens(Map<TokenClass, Long> base) {
        if (base.values().stream().anyMatch(rate -> rate > 0)) {
            units.keySet().removeIf(unit -> !unit.startsWith("tool/"));
        }
    }

    /** A tier for each length, and one in each service that has rates of its own, so that none of them hides the other. */
    private List<Tier> tiers(Rates always) {
        Set<Condition> conditions = new TreeSet<>(rates.keySet());
        for (Condition plain : rates.keySet()) {
            for (Condition served : rates.keySet()) {
                boolean isBeyond = plain.service().isEmpty() && plain.above() > served.above();
                if (isBeyond) {
                    conditions.add(new Condition(plain.above(), served.service()));
                }
            }
        }
        conditions.remove(Condition.ALWAYS);
        return conditions.stream()
                .map(c -> new Tier(c.above(), c.service().isEmpty() ? null : c.service(), rates(c, always)))
                .toList();
    }

    /** What a long prompt costs in a service is, where no field says it, the dearer of the two prices. */
    private Rates rates(Condition condition, Rates always) {
        Map<TokenClass, Long> all = new EnumMap<>(always.own());
        if (condition.service().isEmpty()) {
            Condition length = rates.floorKey(condition);
            all.putAll(length == null ? Map.of() : named(length));
        } else {
            Rates longer = rates(new Condition(condition.above(), ""), always);
            Condition shorter = rates.lowerKey(condition);
            boolean isServed = shorter != null && shorter.service().equals(condition.service());
            all.putAll(isServed ? dearer(rates(shorter, always), longer) : longer.own());
            all.putAll(named(condition));
        }
        return new Rates(all, perRequest, units);
    }

    private Map<TokenClass, Long> named(Condition condition) {
        return rates.getOrDefault(condition, Map.of());
    }

    private static Map<TokenClass, Long> dearer(Rates some, Rates others) {
        Map<TokenClass, Long> dearer = new EnumMap<>(some.own());
        dearer.putAll(others.own());
        dearer.replaceAll((tokens, any) -> Math.max(some.of(tokens), others.of(tokens)));
        return dearer;
    }
}
