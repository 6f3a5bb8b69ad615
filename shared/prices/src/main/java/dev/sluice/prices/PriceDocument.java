package dev.sluice.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of prices as an operator writes it, in JSON: {@code kind}, {@code groups} and {@code models} as in a price file,
 * {@code remove}, and for the new version {@code valid-from}, {@code source} and {@code note}. And a rule as it is shown.
 */
public final class PriceDocument {
    /** What a change may have. */
    public static final Set<String> KEYS = Set.of("kind", "groups", "models", "remove", "valid-from", "source", "note");

    private static final Set<String> KEY_KEYS = Set.of("kind", "model", "provider", "channel", "group", "valid-from");
    private static final int MOST = 5_000;
    private static final int LONGEST = 200;

    private PriceDocument() {}

    /**
     * Reads a change.
     *
     * @throws IllegalArgumentException that says where something is wrong, and what was expected
     */
    public static PriceChange change(JsonNode root) {
        Place place = Place.of("prices");
        place.checkKeys(root, KEYS);
        Kind kind = root.has("kind") ? PriceList.kind(place.at("kind"), root.path("kind")) : Kind.SALE;
        JsonNode models = root.path("models");
        if (!models.isMissingNode() && (!models.isObject() || models.size() > MOST)) {
            throw place.at("models").expected("at most " + MOST + " models with their prices", models);
        }
        List<PriceRule> rules = PriceList.rules(place.at("models"), models, kind, Origin.OPERATOR);
        List<GroupFactor> groups = PriceList.groups(place.at("groups"), root.path("groups"), Origin.OPERATOR);
        PriceChange change = new PriceChange(
                Origin.OPERATOR,
                false,
                0,
                PriceList.instant(place.at("valid-from"), root.path("valid-from")),
                root.has("source") ? text(place.at("source"), root.path("source")) : "management",
                root.has("note") ? text(place.at("note"), root.path("note")) : null,
                rules,
                removed(place.at("remove"), root.path("remove")),
                groups);
        if (change.isEmpty()) {
            throw place.wrong("a change has models, groups or remove");
        }
        return change;
    }

    private static String text(Place place, JsonNode node) {
        if (!node.isTextual() || node.asText().isBlank() || node.asText().length() > LONGEST) {
            throw place.expected("a text of at most " + LONGEST + " characters", node);
        }
        return PriceList.plain(place, node.asText());
    }

    private static Set<PriceRule.Key> removed(Place place, JsonNode list) {
        if (!list.isMissingNode() && (!list.isArray() || list.size() > MOST)) {
            throw place.expected("a list of at most " + MOST, list);
        }
        Set<PriceRule.Key> keys = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            keys.add(key(place.at(String.valueOf(i + 1)), list.get(i)));
        }
        return keys;
    }

    private static PriceRule.Key key(Place place, JsonNode node) {
        place.checkKeys(node, KEY_KEYS);
        Scope scope = new Scope(
                text(place.at("model"), node.path("model")),
                optional(place, node, "provider"),
                optional(place, node, "channel"),
                optional(place, node, "group"));
        return new PriceRule.Key(
                node.has("kind") ? PriceList.kind(place.at("kind"), node.path("kind")) : Kind.SALE,
                scope,
                PriceList.instant(place.at("valid-from"), node.path("valid-from")));
    }

    private static @Nullable String optional(Place place, JsonNode node, String key) {
        return node.has(key) ? text(place.at(key), node.path(key)) : null;
    }

    /** A rule with its terms, in dollars. */
    public static ObjectNode write(PriceRule rule) {
        ObjectNode node = PriceSheet.JSON.createObjectNode();
        node.put("id", rule.id())
                .put("kind", rule.kind().name().toLowerCase(Locale.ROOT))
                .put("origin", rule.origin().name().toLowerCase(Locale.ROOT))
                .put("model", rule.scope().model());
        put(node, "provider", rule.scope().provider());
        put(node, "channel", rule.scope().channelId());
        put(node, "group", rule.scope().group());
        put(node, "valid-from", rule.from());
        put(node, "valid-until", rule.until());
        return node.setAll(PriceSheet.write(rule.terms()));
    }

    /** A multiplier as a factor. */
    public static ObjectNode write(GroupFactor group) {
        return PriceSheet.JSON
                .createObjectNode()
                .put("group", group.group())
                .put("origin", group.origin().name().toLowerCase(Locale.ROOT))
                .set("factor", Decimals.write(group.factor(), Decimals.FACTOR));
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
