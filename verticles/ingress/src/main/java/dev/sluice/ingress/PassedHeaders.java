package dev.sluice.ingress;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few headers of a request that an upstream of the same dialect gets as they are. */
final class PassedHeaders {
    private static final int MAX = 2048;

    private PassedHeaders() {}

    /**
     * Reads them, names in lower case.
     *
     * @throws GatewayException of kind {@code MALFORMED} if one is longer or odder than such headers are
     */
    static Map<String, String> of(HttpServerRequest request, Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC -> read(request, List.of("anthropic-version", "anthropic-beta"));
            case OPENAI, RESPONSES, GEMINI, BEDROCK, COHERE -> Map.of();
        };
    }

    private static Map<String, String> read(HttpServerRequest request, List<String> names) {
        Map<String, String> passed = new LinkedHashMap<>();
        for (String name : names) {
            String value = String.join(",", request.headers().getAll(name));
            if (value.length() > MAX || !value.chars().allMatch(PassedHeaders::isSane)) {
                throw new GatewayException(GatewayError.of(
                                Kind.MALFORMED,
                                "The header '%s' must be at most %d characters of names, numbers and commas."
                                        .formatted(name, MAX))
                        .at(name));
            }
            if (!value.isBlank()) {
                passed.put(name, value);
            }
        }
        return passed;
    }

    private static boolean isSane(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_., ".indexOf(c) >= 0;
    }
}
