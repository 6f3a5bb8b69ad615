package dev.sluice.provider.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys and values of a preset, or of one section of it; complaints name the file and the whole path of the key. */
final class Fields {
    private final String file;
    private final String place;
    private final ObjectNode node;

    private Fields(String file, String place, ObjectNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
    }

    static Fields of(String file, ObjectNode document) {
        return new Fields(file, "", document);
    }

    void refuseUnknownKeys(Set<String> known) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey())) {
                throw bad(
                        field.getKey(),
                        "unknown key; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    @Nullable
    String text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw bad(key, "expected a text");
        }
        return value.textValue();
    }

    List<String> list(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            texts.add(Optional.ofNullable(item.textValue()).orElseThrow(() -> bad(key, "expected a list of texts")));
        }
        if (!value.isArray()) {
            throw bad(key, "expected a list of texts");
        }
        return texts;
    }

    /** A section whose values are texts, in their order. */
    Map<String, String> texts(String key) {
        return section(key, "expected keys and texts").map(Fields::texts).orElse(Map.of());
    }

    /** A section of which more is known than that its values are texts. */
    @Nullable
    Fields sub(String key) {
        return section(key, "expected keys and values").orElse(null);
    }

    /** A section whose values may be any. */
    Map<String, RawJson> values(String key) {
        Map<String, RawJson> values = new LinkedHashMap<>();
        section(key, "expected keys and values")
                .ifPresent(section -> section.node
                        .properties()
                        .forEach(field -> values.put(
                                field.getKey(), new RawJson(field.getValue().toString()))));
        return values;
    }

    /** A section whose values are sections, in their order. */
    Map<String, Fields> sections(String key) {
        Map<String, Fields> sections = new LinkedHashMap<>();
        section(key, "expected keys and values")
                .ifPresent(outer -> outer.node
                        .properties()
                        .forEach(field -> outer.section(field.getKey(), "expected keys and texts")
                                .ifPresent(section -> sections.put(field.getKey(), section))));
        return sections;
    }

    /** This section, whose values are texts. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw bad(field.getKey(), "expected a text");
            }
            texts.put(field.getKey(), field.getValue().textValue());
        }
        return texts;
    }

    BadPreset bad(String key, String complaint) {
        return new BadPreset(file, path(key) + ": " + complaint);
    }

    private Optional<Fields> section(String key, String expected) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode fields) {
            return Optional.of(new Fields(file, path(key), fields));
        }
        throw bad(key, expected);
    }

    private @Nullable JsonNode value(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private String path(String key) {
        return place.isEmpty() ? key : key.isEmpty() ? place : place + "." + key;
    }
}
