package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.TimeoutOverrides;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists, maps and timeouts as JSON text in a column. Durations are milliseconds. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** What another version has written may have more, or less. */
    private static final JsonMapper RECORDS = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private Json() {}

    static String texts(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array.toString();
    }

    static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        tree(json).forEach(node -> texts.add(node.asText()));
        return texts;
    }

    static String map(Map<String, String> map) {
        ObjectNode object = MAPPER.createObjectNode();
        new TreeMap<>(map).forEach(object::put);
        return object.toString();
    }

    static Map<String, String> map(String json) {
        return map(tree(json), JsonNode::asText);
    }

    static String counts(Map<String, Long> counts) {
        ObjectNode object = MAPPER.createObjectNode();
        new TreeMap<>(counts).forEach(object::put);
        return object.toString();
    }

    static Map<String, Long> counts(String json) {
        return map(tree(json), JsonNode::asLong);
    }

    static String timeouts(TimeoutOverrides timeouts) {
        return node(timeouts).toString();
    }

    static TimeoutOverrides timeouts(String json) {
        return timeouts(tree(json));
    }

    static String timeoutsByModel(Map<String, TimeoutOverrides> timeouts) {
        ObjectNode object = MAPPER.createObjectNode();
        new TreeMap<>(timeouts).forEach((model, overrides) -> object.set(model, node(overrides)));
        return object.toString();
    }

    static Map<String, TimeoutOverrides> timeoutsByModel(String json) {
        return map(tree(json), Json::timeouts);
    }

    private static ObjectNode node(TimeoutOverrides timeouts) {
        ObjectNode object = MAPPER.createObjectNode();
        put(object, "connect", timeouts.connect());
        put(object, "firstContent", timeouts.firstContent());
        put(object, "betweenChunks", timeouts.betweenChunks());
        put(object, "total", timeouts.total());
        return object;
    }

    private static void put(ObjectNode object, String name, @Nullable Duration duration) {
        if (duration != null) {
            object.put(name, duration.toMillis());
        }
    }

    private static TimeoutOverrides timeouts(JsonNode node) {
        return new TimeoutOverrides(
                duration(node, "connect"),
                duration(node, "firstContent"),
                duration(node, "betweenChunks"),
                duration(node, "total"));
    }

    private static @Nullable Duration duration(JsonNode node, String name) {
        return node.has(name) ? Duration.ofMillis(node.get(name).asLong()) : null;
    }

    private static <T> Map<String, T> map(JsonNode object, Function<JsonNode, T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), value.apply(field.getValue())));
        return map;
    }

    static @Nullable String proxy(@Nullable ProxyServer proxy) {
        return proxy == null
                ? null
                : MAPPER.createObjectNode()
                        .put("url", proxy.url())
                        .put("private_addresses", proxy.privateAddresses())
                        .toString();
    }

    static @Nullable ProxyServer proxy(@Nullable String json) {
        if (json == null) {
            return null;
        }
        URI url = URI.create(tree(json).path("url").asText());
        ProxyServer.Kind kind = ProxyServer.Kind.byScheme(url.getScheme()).orElseThrow();
        return new ProxyServer(
                kind,
                url.getHost(),
                url.getPort(),
                tree(json).path("private_addresses").asBoolean());
    }

    static String text(Explanation explanation) {
        try {
            return RECORDS.writeValueAsString(explanation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an explanation cannot be written", e);
        }
    }

    static Explanation explanation(String json) {
        try {
            return RECORDS.readValue(json, Explanation.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of the database is not an explanation", e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of the database is not JSON", e);
        }
    }
}
