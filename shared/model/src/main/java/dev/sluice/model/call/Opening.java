package dev.sluice.model.call;

import java.util.List;
import java.util.Map;

/** How an {@link Attempt} began. It is decided at the first content event, so that a refusal may still be retried. */
public sealed interface Opening {

    /** What the upstream said is left of its own limits. */
    List<UpstreamLimit> limits();

    /** The same, and the upstream said this of its limits. */
    Opening with(List<UpstreamLimit> limits);

    /**
     * The upstream answers; events follow.
     *
     * @param status the upstream's status, 2xx
     * @param streaming whether the body is server-sent events; an upstream may answer a streamed request with one JSON
     * @param headers response headers that the caller may see, names in lower case
     * @param limits what the upstream said is left of its own limits
     */
    record Opened(
            int status, boolean streaming, String contentType, Map<String, String> headers, List<UpstreamLimit> limits)
            implements Opening {
        public Opened {
            headers = Map.copyOf(headers);
            limits = List.copyOf(limits);
        }

        /** By an upstream that says nothing of its limits. */
        public Opened(int status, boolean streaming, String contentType, Map<String, String> headers) {
            this(status, streaming, contentType, headers, List.of());
        }

        @Override
        public Opened with(List<UpstreamLimit> newLimits) {
            return new Opened(status, streaming, contentType, headers, newLimits);
        }
    }

    /** The upstream did not begin to answer; nothing of it has reached the caller. */
    record Refused(GatewayError error, Verdict verdict, List<UpstreamLimit> limits) implements Opening {
        public Refused {
            limits = List.copyOf(limits);
        }

        /** By an upstream that says nothing of its limits. */
        public Refused(GatewayError error, Verdict verdict) {
            this(error, verdict, List.of());
        }

        @Override
        public Refused with(List<UpstreamLimit> newLimits) {
            return new Refused(error, verdict, newLimits);
        }
    }
}
