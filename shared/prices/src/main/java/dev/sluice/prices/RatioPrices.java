package dev.sluice.prices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ratios of One API and New API: {@code model_ratio}, {@code completion_ratio}, {@code cache_ratio}, {@code
 * create_cache_ratio}, {@code audio_ratio}, {@code audio_completion_ratio}, {@code image_ratio}, {@code model_price} and {@code
 * group_ratio}, or {@code ModelRatio} and so on, each as an object or as the text of one, as their options are kept.
 *
 * <p>A ratio of 1 is $0.002 for a thousand tokens, so $2 for a million. They are prices that callers pay.
 */
public final class RatioPrices {
    private static final BigDecimal DOLLARS = BigDecimal.valueOf(2);
    /** New API writes a cache for an hour at 1.6 times the price of minutes. */
    private static final BigDecimal HOUR = new BigDecimal("1.6");

    private static final Set<String> IMAGES = Set.of("dall-e", "cogview", "wanx", "ali-stable-diffusion", "step-1x");
    /** One API reckons a picture as a thousand of the tokens that it prices. */
    private static final BigDecimal IMAGE = new BigDecimal("0.002");

    private static final BigDecimal CHARACTER = new BigDecimal("0.000002");
    private static final int NAMES = 20_000;

    private final JsonNode root;
    private final Place place;
    private final List<String> left = new ArrayList<>();

    private RatioPrices(Place place, JsonNode root) {
        this.place = place;
        this.root = root.path("data").isObject() ? root.path("data") : root;
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are not ratios
     */
    public static Imported read(String system, JsonNode root) {
        RatioPrices ratios = new RatioPrices(Place.of(system), root);
        List<PriceRule> rules = ratios.rules();
        List<GroupFactor> groups = ratios.groups();
        return new Imported(PriceChange.ofOperator(system + " ratios", rules, groups), ratios.left);
    }

    private List<PriceRule> rules() {
        JsonNode ratios = part("model_ratio", "ModelRatio");
        JsonNode prices = part("model_price", "ModelPrice");
        if (ratios.isEmpty() && prices.isEmpty()) {
            throw place.expected("model_ratio or model_price", root);
        }
        Set<String> names = new TreeSet<>();
        ratios.fieldNames().forEachRemaining(names::add);
        prices.fieldNames().forEachRemaining(names::add);
        PriceList.checkCount(place, names.size());
        List<PriceRule> rules = new ArrayList<>();
        for (String name : names) {
            Terms terms = take(name, prices.path(name), ratios.path(name));
            if (terms != null) {
                rules.add(PriceRule.of(Kind.SALE, Origin.OPERATOR, Scope.of(name), terms));
            }
        }
        return rules;
    }

    private @Nullable Terms take(String name, JsonNode price, JsonNode ratio) {
        try {
            PriceList.name(place.at(name), name);
            if (name.matches(".*\\(\\d+\\)")) {
                left.add(name + ": a price for one type of channel only");
                return null;
            }
            // A price for each call wins over a ratio.
            Rates rates = price.isMissingNode() ? byRatio(name, ratio) : byCall(name, price);
            if (rates.equals(new Rates(Map.of(), 0, Map.of()))) {
                left.add(name + ": it is free there");
                return null;
            }
            return Terms.flat(rates);
        } catch (IllegalArgumentException e) {
            left.add(String.valueOf(e.getMessage()));
            return null;
        } catch (ArithmeticException e) {
            left.add(name + ": its price has more than nine decimals");
            return null;
        }
    }

    private Rates byCall(String name, JsonNode price) {
        long dollars = Decimals.read(place.at("model_price").at(name), price, Decimals.PER_MILLION, "dollars");
        return new Rates(Map.of(), dollars, Map.of());
    }

    private Rates byRatio(String name, JsonNode node) {
        BigDecimal ratio = ratio(place.at("model_ratio").at(name), node);
        if (IMAGES.stream().anyMatch(name::startsWith)) {
            return new Rates(Map.of(), 0, Map.of("image", Decimals.scaled(ratio.multiply(IMAGE), Decimals.PER_UNIT)));
        }
        if (name.startsWith("tts-")) {
            return new Rates(
                    Map.of(), 0, Map.of("character", Decimals.scaled(ratio.multiply(CHARACTER), Decimals.PER_UNIT)));
        }
        return new Rates(tokens(name, ratio.multiply(DOLLARS)), 0, Map.of());
    }

    private Map<TokenClass, Long> tokens(String name, BigDecimal input) {
        Map<TokenClass, BigDecimal> dollars = new EnumMap<>(TokenClass.class);
        BigDecimal completion = of(name, "completion_ratio", "CompletionRatio");
        if (completion == null) {
            left.add(name + ": no completion ratio; its output is priced as its input");
        }
        dollars.put(TokenClass.INPUT, input);
        dollars.put(TokenClass.OUTPUT, completion == null ? input : input.multiply(completion));
        put(dollars, TokenClass.CACHE_READ, input, of(name, "cache_ratio", "CacheRatio"));
        BigDecimal written = of(name, "create_cache_ratio", "CreateCacheRatio");
        put(dollars, TokenClass.CACHE_WRITE, input, written);
        put(dollars, TokenClass.CACHE_WRITE_HOUR, input, written == null ? null : written.multiply(HOUR));
        put(dollars, TokenClass.IMAGE_INPUT, input, of(name, "image_ratio", "ImageRatio"));
        BigDecimal audio = of(name, "audio_ratio", "AudioRatio");
        BigDecimal spoken = of(name, "audio_completion_ratio", "AudioCompletionRatio");
        put(dollars, TokenClass.AUDIO_INPUT, input, audio);
        put(dollars, TokenClass.AUDIO_OUTPUT, input, audio == null || spoken == null ? null : audio.multiply(spoken));
        Map<TokenClass, Long> rates = new EnumMap<>(TokenClass.class);
        dollars.forEach((tokens, price) -> rates.put(tokens, Decimals.scaled(price, Decimals.PER_MILLION)));
        return rates;
    }

    private static void put(
            Map<TokenClass, BigDecimal> dollars, TokenClass tokens, BigDecimal input, @Nullable BigDecimal ratio) {
        if (ratio != null) {
            dollars.put(tokens, input.multiply(ratio));
        }
    }

    private @Nullable BigDecimal of(String name, String part, String option) {
        JsonNode ratio = part(part, option).path(name);
        return ratio.isMissingNode() ? null : ratio(place.at(part).at(name), ratio);
    }

    private static BigDecimal ratio(Place place, JsonNode node) {
        BigDecimal ratio = Decimals.decimal(place, node, "a ratio");
        if (ratio.signum() < 0) {
            throw place.expected("a ratio, not less than 0", node);
        }
        return ratio;
    }

    private List<GroupFactor> groups() {
        List<GroupFactor> groups = new ArrayList<>();
        part("group_ratio", "GroupRatio").properties().forEach(entry -> {
            try {
                long factor = Decimals.read(
                        place.at("group_ratio").at(entry.getKey()), entry.getValue(), Decimals.FACTOR, "a ratio");
                String name = PriceList.name(place.at("group_ratio").at(entry.getKey()), entry.getKey());
                groups.add(new GroupFactor(name, factor, Origin.OPERATOR));
            } catch (IllegalArgumentException e) {
                left.add(String.valueOf(e.getMessage()));
            }
        });
        return groups;
    }

    private JsonNode part(String name, String option) {
        JsonNode node = root.has(name) ? root.path(name) : root.path(option);
        JsonNode object = node.isTextual() ? parsed(place.at(name), node.asText()) : node;
        if (!object.isMissingNode() && !object.isNull() && (!object.isObject() || object.size() > NAMES)) {
            throw place.at(name).expected("names with their ratios", object);
        }
        return object.isNull() ? MissingNode.getInstance() : object;
    }

    private static JsonNode parsed(Place place, String text) {
        try {
            return PriceSheet.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw place.wrong("expected JSON within the text");
        }
    }
}
