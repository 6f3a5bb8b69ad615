package dev.sluice.testkit.dialect;

import java.util.Map;

/**
 * A request as a client of a dialect sends it.
 *
 * @param path with its query
 * @param headers beside content type and key
 */
public record Asking(String path, Map<String, String> headers, String body) {
    public Asking {
        headers = Map.copyOf(headers);
    }
}
