package dev.sluice.provider.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns one YAML document into a {@link Provider}, strictly. */
final class PresetReader {
    private static final Set<String> KEYS =
            Set.of("dialect", "base-url", "paths", "query", "auth", "quirks", "environment", "claims", "parameters");
    private static final String MODELS = "models";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private final String file;
    private final ObjectNode root;

    PresetReader(String file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    Provider read(String name) {
        refuseUnknownKeys();
        Map<String, String> parameters = texts("parameters");
        Map<String, String> paths = texts("paths");
        Map<String, String> query = texts("query");
        paths.forEach((key, path) -> checkPath("paths." + key, path));
        paths.forEach((key, path) -> checkPlaceholders("paths." + key, path, parameters.keySet(), !key.equals(MODELS)));
        query.forEach((key, value) -> checkPlaceholders("query." + key, value, parameters.keySet(), false));
        return new Provider(
                name,
                dialect(),
                text("base-url"),
                operations(paths),
                paths.get(MODELS),
                query,
                auth(),
                quirks(),
                text("environment"),
                list("claims"),
                parameters);
    }

    private void refuseUnknownKeys() {
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw bad(field.getKey(), "unknown key; known are " + String.join(", ", sorted(KEYS)));
            }
        }
    }

    private Dialect dialect() {
        String id = text("dialect");
        if (id == null) {
            throw bad("dialect", "missing; expected one of " + ids(Dialect.values(), Dialect::id));
        }
        return Dialect.byId(id)
                .orElseThrow(
                        () -> bad("dialect", "'" + id + "'; expected one of " + ids(Dialect.values(), Dialect::id)));
    }

    private Map<Operation, String> operations(Map<String, String> paths) {
        Map<Operation, String> operations = new EnumMap<>(Operation.class);
        for (Map.Entry<String, String> path : paths.entrySet()) {
            if (path.getKey().equals(MODELS)) {
                continue;
            }
            Operation operation = Operation.byId(path.getKey())
                    .orElseThrow(() -> bad(
                            "paths." + path.getKey(),
                            "unknown key; known are " + ids(Operation.values(), Operation::id) + ", " + MODELS));
            operations.put(operation, path.getValue());
        }
        if (operations.isEmpty()) {
            throw bad("paths", "expected a path for at least one of " + ids(Operation.values(), Operation::id));
        }
        return operations;
    }

    private void checkPath(String key, String path) {
        if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw bad(key, "'" + path + "'; expected a path that begins with / and has no query");
        }
    }

    private void checkPlaceholders(String key, String template, Set<String> parameters, boolean modelToo) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!(modelToo && name.equals("model")) && !parameters.contains(name)) {
                throw bad(key, "{" + name + "} is not among the parameters");
            }
        }
    }

    private Auth auth() {
        String auth = text("auth");
        if (auth == null) {
            return Auth.BEARER;
        }
        return Arrays.stream(Auth.values())
                .filter(a -> idOf(a).equals(auth))
                .findFirst()
                .orElseThrow(
                        () -> bad("auth", "'" + auth + "'; expected one of " + ids(Auth.values(), PresetReader::idOf)));
    }

    private static String idOf(Auth auth) {
        return auth.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Set<Quirk> quirks() {
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        for (String id : list("quirks")) {
            quirks.add(Quirk.byId(id)
                    .orElseThrow(
                            () -> bad("quirks", "'" + id + "'; expected some of " + ids(Quirk.values(), Quirk::id))));
        }
        return quirks;
    }

    private @Nullable String text(String key) {
        JsonNode value = root.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw bad(key, "expected a text");
        }
        return value.textValue();
    }

    private List<String> list(String key) {
        JsonNode value = root.get(key);
        if (value == null || value.isNull()) {
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

    private Map<String, String> texts(String key) {
        Map<String, String> texts = new TreeMap<>();
        JsonNode value = root.get(key);
        if (value == null || value.isNull()) {
            return texts;
        }
        if (!value.isObject()) {
            throw bad(key, "expected keys and texts");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!field.getValue().isTextual()) {
                throw bad(key + "." + field.getKey(), "expected a text");
            }
            texts.put(field.getKey(), field.getValue().textValue());
        }
        return texts;
    }

    private BadPreset bad(String key, String complaint) {
        return new BadPreset(file, key + ": " + complaint);
    }

    private static <T> String ids(T[] values, Function<T, String> id) {
        return String.join(", ", Arrays.stream(values).map(id).toList());
    }

    private static List<String> sorted(Set<String> keys) {
        return keys.stream().sorted().toList();
    }
}
