package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list of items is asked for.
 *
 * @param limit items at most, from 1 to 100
 * @param ascending whether the first one comes first
 * @param after id of the item after which the part begins, absent for the beginning
 */
public record ItemPage(
        int limit, boolean ascending, @Nullable String after) {
    public ItemPage {
        limit = Math.clamp(limit, 1, 100);
    }

    ObjectNode of(JsonNode items) {
        List<ObjectNode> all = named(items);
        List<ObjectNode> ordered = ascending ? all : all.reversed();
        List<ObjectNode> rest = ordered.subList(start(ordered), ordered.size());
        List<ObjectNode> shown = rest.subList(0, Math.min(limit, rest.size()));
        ObjectNode list = JsonTree.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        shown.forEach(data::add);
        list.set(
                "first_id", shown.isEmpty() ? list.nullNode() : shown.getFirst().get("id"));
        list.set("last_id", shown.isEmpty() ? list.nullNode() : shown.getLast().get("id"));
        return list.put("has_more", shown.size() < rest.size());
    }

    private int start(List<ObjectNode> ordered) {
        for (int i = 0; i < ordered.size() && after != null; i++) {
            if (ordered.get(i).path("id").asText().equals(after)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Items with ids and types; those that came without, as callers may send them, get theirs by their place. */
    private static List<ObjectNode> named(JsonNode items) {
        List<ObjectNode> named = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            ObjectNode copy = JsonTree.object();
            if (!item.hasNonNull("id")) {
                copy.put("id", "item_" + named.size());
            }
            if (!item.hasNonNull("type")) {
                copy.put("type", "message");
            }
            item.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
            if (copy.path("content").isTextual()) {
                String text = copy.path("content").textValue();
                boolean isSaid = copy.path("role").asText().equals("assistant");
                copy.putArray("content")
                        .addObject()
                        .put("type", isSaid ? "output_text" : "input_text")
                        .put("text", text);
            }
            named.add(copy);
        }
        return named;
    }
}
