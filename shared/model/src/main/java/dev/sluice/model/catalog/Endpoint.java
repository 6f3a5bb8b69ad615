package dev.sluice.model.catalog;

import dev.sluice.model.chat.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Where an upstream is asked in one dialect. Paths may have a query; {@code {model}} and {@code {parameter}} are filled in.
 *
 * @param paths of each operation that it serves, under the base URL
 * @param streamPaths of those that have another path where the answer is to come in events (Gemini, Bedrock)
 */
public record Endpoint(Map<Operation, String> paths, Map<Operation, String> streamPaths) {
    public Endpoint {
        paths = Map.copyOf(paths);
        streamPaths = Map.copyOf(streamPaths);
    }

    public Endpoint(Map<Operation, String> paths) {
        this(paths, Map.of());
    }

    public boolean serves(Operation operation) {
        return paths.containsKey(operation);
    }

    /** Where to ask for this, empty if it is not served. */
    public Optional<String> path(Operation operation, boolean stream) {
        String own = stream ? streamPaths.get(operation) : null;
        return Optional.ofNullable(own == null ? paths.get(operation) : own);
    }

    /** The same with each path changed. */
    public Endpoint map(UnaryOperator<String> change) {
        return new Endpoint(changed(paths, change), changed(streamPaths, change));
    }

    private static Map<Operation, String> changed(Map<Operation, String> paths, UnaryOperator<String> change) {
        return paths.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, path -> change.apply(path.getValue())));
    }
}
