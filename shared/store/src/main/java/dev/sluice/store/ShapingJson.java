package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.BodyRule.Change;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A channel's {@link Shaping} as JSON: in a column, and the same in the management API. */
public final class ShapingJson {
    private static final String VALUE = "value";
    private static final String DEFAULT = "default";
    private static final String REMOVE = "remove";

    private ShapingJson() {}

    /** With all members, also where there is nothing to say. */
    public static ObjectNode write(Shaping shaping) {
        ObjectNode json = Json.object();
        ArrayNode headers = json.putArray("headers");
        shaping.headers().forEach(rule -> {
            ObjectNode header = headers.addObject().put("name", rule.name()).put(VALUE, rule.value());
            write(rule.when(), header);
        });
        ArrayNode body = json.putArray("body");
        shaping.body().forEach(rule -> {
            ObjectNode change = body.addObject().put("path", rule.path());
            write(rule.change(), change);
            write(rule.when(), change);
        });
        ObjectNode mapping = json.putObject("status_mapping");
        new TreeMap<>(shaping.statusMapping()).forEach((from, to) -> mapping.put(String.valueOf(from), to));
        SystemPrompt prompt = shaping.systemPrompt();
        if (prompt == null) {
            json.putNull("system_prompt");
        } else {
            json.putObject("system_prompt")
                    .put("text", prompt.text())
                    .put("mode", prompt.mode().id());
        }
        return json;
    }

    private static void write(Change change, ObjectNode json) {
        switch (change) {
            case BodyRule.Put put -> json.set(VALUE, Json.tree(put.value().text()));
            case BodyRule.Default absent ->
                json.set(DEFAULT, Json.tree(absent.value().text()));
            case BodyRule.Without without -> json.put(REMOVE, true);
        }
    }

    private static void write(Condition when, ObjectNode rule) {
        if (when.isAlways()) {
            return;
        }
        ObjectNode json = rule.putObject("when");
        if (when.model() != null) {
            json.put("model", when.model());
        }
        if (when.stream() != null) {
            json.put("stream", when.stream());
        }
        if (when.path() != null) {
            json.put("path", when.path());
        }
        RawJson value = when.value();
        if (value != null) {
            json.set("equals", Json.tree(value.text()));
        }
    }

    static Shaping read(@Nullable String text) {
        if (text == null) {
            return Shaping.NONE;
        }
        JsonNode json = Json.tree(text);
        List<HeaderRule> headers = new ArrayList<>();
        json.path("headers")
                .forEach(rule -> headers.add(
                        new HeaderRule(rule.path("name").asText(), text(rule, VALUE), condition(rule.path("when")))));
        List<BodyRule> body = new ArrayList<>();
        json.path("body")
                .forEach(rule ->
                        body.add(new BodyRule(rule.path("path").asText(), change(rule), condition(rule.path("when")))));
        Map<Integer, Integer> mapping = json.path("status_mapping").properties().stream()
                .collect(Collectors.toMap(
                        from -> Integer.valueOf(from.getKey()),
                        to -> to.getValue().asInt()));
        return new Shaping(headers, body, mapping, prompt(json.path("system_prompt")));
    }

    private static Change change(JsonNode rule) {
        if (rule.has(VALUE)) {
            return new BodyRule.Put(raw(rule.get(VALUE)));
        }
        return rule.has(DEFAULT) ? new BodyRule.Default(raw(rule.get(DEFAULT))) : new BodyRule.Without();
    }

    private static Condition condition(JsonNode when) {
        return new Condition(
                text(when, "model"),
                when.has("stream") ? when.get("stream").asBoolean() : null,
                text(when, "path"),
                when.has("equals") ? raw(when.get("equals")) : null);
    }

    private static @Nullable SystemPrompt prompt(JsonNode json) {
        return SystemPrompt.Mode.byId(json.path("mode").asText())
                .map(mode -> new SystemPrompt(json.path("text").asText(), mode))
                .orElse(null);
    }

    private static RawJson raw(JsonNode node) {
        return new RawJson(node.toString());
    }

    private static @Nullable String text(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.get(member).asText() : null;
    }
}
