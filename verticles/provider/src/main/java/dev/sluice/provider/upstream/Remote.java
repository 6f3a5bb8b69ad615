package dev.sluice.provider.upstream;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel ready to be called: everything about it that does not change from call to call, computed once.
 *
 * @param uris path and query of each operation; may still hold {@code {model}}
 * @param modelsUri where the upstream lists its models
 * @param jsonHeaders of calls that are answered in JSON
 * @param streamHeaders of calls that are answered by server-sent events
 */
public record Remote(
        Origin origin,
        boolean privateAddresses,
        Map<Operation, String> uris,
        @Nullable String modelsUri,
        MultiMap jsonHeaders,
        MultiMap streamHeaders,
        DialectCodec codec,
        Set<Quirk> quirks)
        implements Target {

    /**
     * What to send for a call.
     *
     * @throws GatewayException of kind {@code MODEL_NOT_FOUND} if this channel cannot serve the operation or the model
     */
    public HttpCall prepare(Call call, String upstreamModel) {
        Bytes body = codec.writeRequest(call, new Addressee(upstreamModel, quirks));
        MultiMap headers = call.outline().stream() ? streamHeaders : jsonHeaders;
        String uri = uri(call.operation(), upstreamModel);
        return new HttpCall(HttpMethod.POST, origin, privateAddresses, uri, headers, body);
    }

    /** What to send to learn which models the upstream serves. */
    public Optional<HttpCall> prepareListing() {
        return Optional.ofNullable(modelsUri)
                .map(uri -> new HttpCall(HttpMethod.GET, origin, privateAddresses, uri, jsonHeaders, Bytes.EMPTY));
    }

    private String uri(Operation operation, String model) {
        String uri = uris.get(operation);
        if (uri == null) {
            throw new GatewayException(Kind.MODEL_NOT_FOUND, "The channel does not serve " + operation.id() + ".");
        }
        int at = uri.indexOf(Template.MODEL);
        if (at < 0) {
            return uri;
        }
        // Encoding leaves dots alone, and servers resolve a segment of dots: the call would land elsewhere.
        if (model.equals(".") || model.equals("..")) {
            throw new GatewayException(Kind.MODEL_NOT_FOUND, "The model's name is not one that the channel can serve.");
        }
        return uri.substring(0, at) + Template.encode(model) + uri.substring(at + Template.MODEL.length());
    }

    /** Without headers, which hold the secret. */
    @Override
    public String toString() {
        return "Remote[" + origin + "]";
    }
}
