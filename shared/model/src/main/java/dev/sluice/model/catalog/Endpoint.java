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
 * @param modelPaths of chats with models that have a path of their own (Spark), by the model's name there
 */
public record Endpoint(
        Map<Operation, String> paths, Map<Operation, String> streamPaths, Map<String, String> modelPaths) {
    public Endpoint {
        paths = Map.copyOf(paths);
        streamPaths = Map.copyOf(streamPaths);
        modelPaths = Map.copyOf(modelPaths);
    }

    public Endpoint(Map<Operation, String> paths, Map<Operation, String> streamPaths) {
        this(paths, streamPaths, Map.of());
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

    /** The same for one model, by its name there. */
    public Optional<String> path(Operation operation, boolean stream, String model) {
        String own = operation == Operation.CHAT ? modelPaths.get(model) : null;
        return own == null ? path(operation, stream) : Optional.of(own);
    }

    /** The same with these paths for models that have one of their own. */
    public Endpoint withModelPaths(Map<String, String> own) {
        return new Endpoint(paths, streamPaths, own);
    }

    /** The same with each path changed. */
    public Endpoint map(UnaryOperator<String> change) {
        return new Endpoint(changed(paths, change), changed(streamPaths, change), changed(modelPaths, change));
    }

    private static <K> Map<K, String> changed(Map<K, String> paths, UnaryOperator<String> change) {
        return paths.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, path -> change.apply(path.getValue())));
    }
}
