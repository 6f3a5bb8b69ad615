package dev.sluice.provider.preset;

import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the section {@code dialects}: for each dialect its paths, by operation; {@code chat-stream} for answers in
 * events. And {@code model-paths}, of models that have one of their own.
 */
final class EndpointsReader {
    private static final String KEY = "dialects";
    static final String MODEL_PATHS = "model-paths";
    private static final String STREAM = "-stream";
    private static final Set<String> KEYS = Stream.concat(
                    Arrays.stream(Operation.values()).map(Operation::id),
                    Stream.of(Operation.CHAT.id() + STREAM, Operation.COMPLETION.id() + STREAM))
            .collect(Collectors.toUnmodifiableSet());

    private final PathRules rules;

    EndpointsReader(PathRules rules) {
        this.rules = rules;
    }

    Endpoints read(Fields root) {
        Map<Dialect, Endpoint> endpoints = new LinkedHashMap<>();
        for (Map.Entry<String, Fields> section : root.sections(KEY).entrySet()) {
            Dialect dialect = Dialect.byId(section.getKey())
                    .orElseThrow(() -> root.bad(KEY, "'" + section.getKey() + "'; expected some of " + dialects()));
            endpoints.put(dialect, endpoint(section.getValue()));
        }
        if (endpoints.isEmpty()) {
            throw root.bad(KEY, "missing; expected some of " + dialects());
        }
        Map<String, String> own = modelPaths(root, endpoints);
        endpoints.replaceAll((dialect, endpoint) -> endpoint.withModelPaths(own));
        return new Endpoints(endpoints);
    }

    private Map<String, String> modelPaths(Fields root, Map<Dialect, Endpoint> endpoints) {
        Map<String, String> own = root.texts(MODEL_PATHS);
        own.forEach((model, path) -> rules.checkListing(root, MODEL_PATHS, path));
        boolean fits = endpoints.size() == 1
                && endpoints.values().iterator().next().paths().keySet().equals(Set.of(Operation.CHAT));
        if (!own.isEmpty() && !fits) {
            throw root.bad(MODEL_PATHS, "expected only where one dialect is spoken, for chat alone");
        }
        return own;
    }

    private Endpoint endpoint(Fields section) {
        section.refuseUnknownKeys(KEYS);
        Map<String, String> texts = section.texts();
        texts.forEach((key, path) -> rules.checkCall(section, key, path));
        Map<Operation, String> paths = paths(texts, "");
        Map<Operation, String> streams = paths(texts, STREAM);
        if (paths.isEmpty()) {
            throw section.bad("", "expected a path for at least one of " + operations());
        }
        for (Operation operation : streams.keySet()) {
            require(section, paths.get(operation), operation.id() + STREAM, operation);
        }
        return new Endpoint(paths, streams);
    }

    private static void require(Fields section, @Nullable String path, String key, Operation operation) {
        if (path == null) {
            throw section.bad(key, "expected a path for " + operation.id() + " too");
        }
    }

    private static Map<Operation, String> paths(Map<String, String> texts, String ending) {
        Map<Operation, String> paths = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            String path = texts.get(operation.id() + ending);
            if (path != null) {
                paths.put(operation, path);
            }
        }
        return paths;
    }

    private static String dialects() {
        return Arrays.stream(Dialect.values()).map(Dialect::id).collect(Collectors.joining(", "));
    }

    private static String operations() {
        return Arrays.stream(Operation.values()).map(Operation::id).collect(Collectors.joining(", "));
    }
}
