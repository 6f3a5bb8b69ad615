package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.DisableOverrides;
import dev.sluice.model.catalog.PoolMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A channel's {@link DisableOverrides} and pools of models as JSON: in columns, and the same in the management API. */
public final class ProbingJson {
    private ProbingJson() {}

    /** With the members that are there. */
    public static ObjectNode write(DisableOverrides overrides) {
        ObjectNode json = Json.object();
        put(json, "enabled", overrides.active());
        put(json, "invalid_key", overrides.invalidKey());
        put(json, "out_of_quota", overrides.outOfQuota());
        if (overrides.statuses() != null) {
            new TreeSet<>(overrides.statuses()).forEach(json.putArray("statuses")::add);
        }
        if (overrides.words() != null) {
            overrides.words().forEach(json.putArray("words")::add);
        }
        put(json, "return", overrides.returns());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Boolean value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    static @Nullable String text(DisableOverrides overrides) {
        return overrides.isNone() ? null : write(overrides).toString();
    }

    static DisableOverrides overrides(@Nullable String json) {
        if (json == null) {
            return DisableOverrides.NONE;
        }
        JsonNode node = Json.tree(json);
        List<Integer> statuses = new ArrayList<>();
        node.path("statuses").forEach(status -> statuses.add(status.asInt()));
        List<String> words = new ArrayList<>();
        node.path("words").forEach(word -> words.add(word.asText()));
        return new DisableOverrides(
                flag(node, "enabled"),
                flag(node, "invalid_key"),
                flag(node, "out_of_quota"),
                node.has("statuses") ? new TreeSet<>(statuses) : null,
                node.has("words") ? words : null,
                flag(node, "return"));
    }

    private static @Nullable Boolean flag(JsonNode node, String name) {
        return node.has(name) ? (Boolean) node.get(name).asBoolean() : null;
    }

    /** A list of models and weights. */
    public static ArrayNode write(List<PoolMember> pool) {
        ArrayNode json = Json.array();
        pool.forEach(member -> json.addObject().put("model", member.model()).put("weight", member.weight()));
        return json;
    }

    static @Nullable String pools(Map<String, List<PoolMember>> pools) {
        ObjectNode json = Json.object();
        new TreeMap<>(pools).forEach((name, pool) -> json.set(name, write(pool)));
        return json.isEmpty() ? null : json.toString();
    }

    static Map<String, List<PoolMember>> pools(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        Map<String, List<PoolMember>> pools = new LinkedHashMap<>();
        Json.tree(json).properties().forEach(entry -> {
            List<PoolMember> pool = new ArrayList<>();
            entry.getValue()
                    .forEach(member -> pool.add(new PoolMember(
                            member.path("model").asText(), member.path("weight").asInt(1))));
            pools.put(entry.getKey(), pool);
        });
        return pools;
    }
}
