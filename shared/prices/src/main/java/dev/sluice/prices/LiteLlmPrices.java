package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads LiteLLM's list ({@code model_prices_and_context_window.json}): public prices by model, in dollars for one token. A name
 * that several providers serve has the dearest of their prices, and those of the providers we know beside it.
 *
 * @see <a href="https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json">the list</a>
 */
public final class LiteLlmPrices {
    /** LiteLLM's names of providers, and those of {@code conf/providers}. */
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("openai", "openai"),
            Map.entry("text-completion-openai", "openai"),
            Map.entry("azure", "azure-openai"),
            Map.entry("anthropic", "anthropic"),
            Map.entry("gemini", "gemini"),
            Map.entry("mistral", "mistral"),
            Map.entry("xai", "xai"),
            Map.entry("dashscope", "qwen"),
            Map.entry("moonshot", "moonshot"),
            Map.entry("cohere", "cohere"),
            Map.entry("cohere_chat", "cohere"),
            Map.entry("deepseek", "deepseek"),
            Map.entry("groq", "groq"),
            Map.entry("together_ai", "together"),
            Map.entry("openrouter", "openrouter"),
            Map.entry("bedrock", "bedrock"),
            Map.entry("bedrock_converse", "bedrock"));

    private static final long SIZE = 1_000_000;

    private final List<String> left = new ArrayList<>();
    private final Map<String, Map<String, Terms>> models = new LinkedHashMap<>();

    private LiteLlmPrices() {}

    /**
     * Reads the list.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Imported read(JsonNode root) {
        Place place = Place.of("litellm");
        if (!root.isObject() || root.isEmpty()) {
            throw place.expected("models with litellm_provider and …_cost_… fields", root);
        }
        LiteLlmPrices list = new LiteLlmPrices();
        root.properties().forEach(entry -> list.model(place, entry.getKey(), entry.getValue()));
        return new Imported(PriceChange.ofOperator("LiteLLM price list", list.rules(), List.of()), list.left);
    }

    private void model(Place place, String key, JsonNode node) {
        if (key.equals("sample_spec")) {
            return;
        }
        String provider = node.path("litellm_provider").asText("");
        String name = key.startsWith(provider + "/") ? key.substring(provider.length() + 1) : key;
        try {
            PriceList.name(place.at(key), name);
            LiteLlmEntry entry = new LiteLlmEntry(place.at(key), node);
            Terms terms = entry.terms();
            entry.left().forEach(field -> left.add(key + ": " + field));
            Terms before =
                    models.computeIfAbsent(name, fresh -> new TreeMap<>()).putIfAbsent(provider, terms);
            if (before != null && !before.equals(terms)) {
                left.add(key + ": " + provider + " has another price for " + name + " already");
            }
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            left.add(why.startsWith(place.path()) ? why.substring(place.path().length() + 1) : key + ": " + why);
        }
    }

    private List<PriceRule> rules() {
        List<PriceRule> rules = new ArrayList<>();
        models.forEach((name, byProvider) -> {
            if (byProvider.isEmpty()) {
                return;
            }
            Terms dearest = dearest(byProvider);
            PriceList.checkCount(Place.of("litellm"), rules.size() + 1);
            rules.add(PriceRule.of(Kind.LIST, Origin.OPERATOR, Scope.of(name), dearest));
            // Also where it is the dearest: an older price of the provider's would be narrower, and go on to apply.
            ofOurs(name, byProvider, dearest)
                    .forEach((ours, terms) -> rules.add(
                            PriceRule.of(Kind.LIST, Origin.OPERATOR, new Scope(name, ours, null, null), terms)));
        });
        return rules;
    }

    /** One price for each provider of ours: of several that are one here, the dearest. */
    private Map<String, Terms> ofOurs(String name, Map<String, Terms> byProvider, Terms dearest) {
        Map<String, Map<String, Terms>> grouped = new TreeMap<>();
        byProvider.forEach((provider, terms) -> {
            String ours = PROVIDERS.get(provider);
            if (ours != null) {
                grouped.computeIfAbsent(ours, fresh -> new TreeMap<>()).put(provider, terms);
            } else if (!terms.equals(dearest)) {
                left.add(name + ": the price of " + provider + ", which is no provider here");
            }
        });
        Map<String, Terms> prices = new TreeMap<>();
        grouped.forEach((ours, theirs) -> {
            Terms kept = dearest(theirs);
            prices.put(ours, kept);
            theirs.forEach((provider, terms) -> {
                if (!terms.equals(kept)) {
                    left.add(name + ": the price of " + provider + ", which is " + ours + " here and has a dearer one");
                }
            });
        });
        return prices;
    }

    private static Terms dearest(Map<String, Terms> byProvider) {
        return byProvider.values().stream()
                .max(Comparator.comparing(terms -> terms.worst(SIZE, SIZE, Circumstances.at(0))))
                .orElseThrow();
    }
}
