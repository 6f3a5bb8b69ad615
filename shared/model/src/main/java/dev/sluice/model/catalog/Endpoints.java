package dev.sluice.model.catalog;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The dialects that an upstream speaks, and the one rule by which a call finds its own: the caller's where it is spoken,
 * else the first in which the call can be translated.
 *
 * @param byDialect in the order in which translations prefer them
 */
public record Endpoints(Map<Dialect, Endpoint> byDialect) {
    public Endpoints {
        byDialect = Collections.unmodifiableMap(new LinkedHashMap<>(byDialect));
    }

    public static Endpoints of(Dialect dialect, Endpoint endpoint) {
        return new Endpoints(Map.of(dialect, endpoint));
    }

    /** The dialect in which the upstream is asked for what a caller of that dialect wants; empty if it cannot be. */
    public Optional<Dialect> choose(Dialect caller, Operation operation) {
        if (isSpoken(caller, operation)) {
            return Optional.of(caller);
        }
        return others(caller, operation)
                .filter(dialect -> isSpoken(dialect, operation))
                .findFirst();
    }

    /** Whether the upstream itself can be asked for it. */
    public boolean isAsked(Dialect caller, Operation operation) {
        return choose(caller, operation).isPresent();
    }

    /** Whether a call can be served: by the upstream, or, where only tokens are to be counted, in its stead. */
    public boolean serve(Dialect caller, Operation operation) {
        return isAsked(caller, operation) || (operation == Operation.COUNT_TOKENS && isAsked(caller, Operation.CHAT));
    }

    /** The same with each path changed. */
    public Endpoints map(UnaryOperator<String> change) {
        Map<Dialect, Endpoint> changed = new LinkedHashMap<>();
        byDialect.forEach((dialect, endpoint) -> changed.put(dialect, endpoint.map(change)));
        return new Endpoints(changed);
    }

    private boolean isSpoken(Dialect dialect, Operation operation) {
        Endpoint endpoint = byDialect.get(dialect);
        return endpoint != null && endpoint.serves(operation);
    }

    /** Dialects into which the operation can be translated. */
    private Stream<Dialect> others(Dialect caller, Operation operation) {
        return switch (operation) {
            case CHAT -> byDialect.keySet().stream();
            case EMBEDDING -> caller.embeds() ? byDialect.keySet().stream().filter(Dialect::embeds) : Stream.empty();
            case RERANK -> caller.ranks() ? byDialect.keySet().stream().filter(Dialect::ranks) : Stream.empty();
            case COMPLETION, COUNT_TOKENS -> Stream.empty();
        };
    }
}
