package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it: complete, admitted, and off the event loop.
 *
 * @param path values of the path's {@code {names}}
 * @param query each parameter once
 */
public record ApiRequest(
        Principal caller, Map<String, String> path, Map<String, String> query, Bytes body, Envelope envelope) {

    /**
     * What comes with a request and is not what it asks for.
     *
     * @param remoteAddress textual IP address of the client
     * @param requestId sane, and the same in the answer
     * @param agent what the client calls itself, at most 255 characters
     * @param secureCookies whether its cookies may go by TLS only
     * @param authority the host, and the port if it is an unusual one, that the client asked; empty if it named none
     */
    public record Envelope(
            String remoteAddress,
            String requestId,
            String agent,
            boolean secureCookies,
            String authority,
            Conditions conditions) {}

    /**
     * On what something is to be done.
     *
     * @param ifMatch tags of which the object must have one; absent where that does not matter
     * @param idempotencyKey by which a request is known when it comes again; absent where it is not to be known
     */
    public record Conditions(
            @Nullable String ifMatch, @Nullable String idempotencyKey) {
        public static final Conditions NONE = new Conditions(null, null);
    }

    public ApiRequest {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    /** In whose name the configuration is changed. */
    public String author() {
        String user = caller.userId();
        return user == null ? "anyone" : user;
    }

    public String remoteAddress() {
        return envelope.remoteAddress();
    }

    public String id() {
        return path.getOrDefault("id", "");
    }

    /** The body's fields, of which only {@code allowed} ones may be there. */
    public Fields fields(Set<String> allowed) {
        if (body.isEmpty()) {
            throw new GatewayException(Kind.MALFORMED, "the request needs a JSON body");
        }
        return Fields.of(new Value("", Json.read(body)), allowed);
    }

    /** Refuses a body that says anything, where there is nothing to be said: it would be kept in the audit log. */
    public void refuseFields() {
        if (!body.isEmpty()) {
            fields(Set.of());
        }
    }

    public void allowQuery(Set<String> allowed) {
        for (String name : query.keySet()) {
            if (!allowed.contains(name)) {
                throw new GatewayException(GatewayError.of(Kind.MALFORMED, "unknown query parameter: " + name)
                        .at(name));
            }
        }
    }
}
