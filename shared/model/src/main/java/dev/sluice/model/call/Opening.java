package dev.sluice.model.call;

import java.util.Map;

/** How an {@link Attempt} began. It is decided at the first content event, so that a refusal may still be retried. */
public sealed interface Opening {

    /**
     * The upstream answers; events follow.
     *
     * @param status the upstream's status, 2xx
     * @param streaming whether the body is server-sent events; an upstream may answer a streamed request with one JSON
     * @param headers response headers that the caller may see, names in lower case
     */
    record Opened(int status, boolean streaming, String contentType, Map<String, String> headers) implements Opening {
        public Opened {
            headers = Map.copyOf(headers);
        }
    }

    /** The upstream did not begin to answer; nothing of it has reached the caller. */
    record Refused(GatewayError error, Verdict verdict) implements Opening {}
}
