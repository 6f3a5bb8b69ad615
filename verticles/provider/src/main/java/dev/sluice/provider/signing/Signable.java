package dev.sluice.provider.signing;

import dev.sluice.model.Bytes;
import dev.sluice.provider.upstream.Origin;
import java.util.Map;

/**
 * A request as it will be sent, with all that a signature covers.
 *
 * @param method such as {@code POST}
 * @param uri path and query, percent-encoded as they will be sent
 * @param headers to be covered beside the host, such as {@code content-type}; nothing may change them on their way
 */
public record Signable(String method, Origin origin, String uri, Map<String, String> headers, Bytes body) {
    public Signable {
        headers = Map.copyOf(headers);
    }
}
