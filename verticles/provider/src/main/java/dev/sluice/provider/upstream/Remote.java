package dev.sluice.provider.upstream;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A channel ready to be called: everything about it that does not change from call to call, computed once. */
public final class Remote implements Target {
    private final Address address;
    private final Envelope envelope;
    private final @Nullable Signing signing;
    private final Manner manner;
    private final Function<Dialect, DialectCodec> codecs;

    /**
     * Where a channel is.
     *
     * @param endpoints path and query of each operation; may still hold {@code {model}}
     * @param modelsUri where the upstream lists its models
     */
    record Address(
            Origin origin,
            boolean privateAddresses,
            Endpoints endpoints,
            @Nullable String modelsUri) {}

    /**
     * How it differs from its dialects.
     *
     * @param body what its requests need beyond them
     */
    record Manner(Set<Quirk> quirks, BodyChange body) {
        Manner {
            quirks = Set.copyOf(quirks);
        }
    }

    Remote(
            Address address,
            Envelope envelope,
            @Nullable Signing signing,
            Manner manner,
            Function<Dialect, DialectCodec> codecs) {
        this.address = address;
        this.envelope = envelope;
        this.signing = signing;
        this.manner = manner;
        this.codecs = codecs;
    }

    public Origin origin() {
        return address.origin();
    }

    public Set<Quirk> quirks() {
        return manner.quirks();
    }

    /** The dialects that it speaks, with path and query of each operation. */
    public Endpoints endpoints() {
        return address.endpoints();
    }

    /**
     * A call on its way to this channel.
     *
     * @param upstreamModel the model's name there
     * @return empty if it cannot be asked for this
     */
    public Optional<Errand> errand(Call call, String upstreamModel) {
        return endpoints()
                .choose(call.dialect(), call.operation())
                .map(dialect -> new Errand(this, call, new Addressee(upstreamModel, quirks()), dialect));
    }

    /** What to send to learn which models the upstream serves. */
    public Optional<HttpCall> prepareListing() {
        return Optional.ofNullable(address.modelsUri())
                .map(uri -> call(HttpMethod.GET, uri, envelope.of(Framing.WHOLE), Bytes.EMPTY));
    }

    /**
     * Reads what the upstream says to a listing.
     *
     * @throws GatewayException if it is no list of models
     */
    public List<String> readModels(Bytes body) {
        Dialect first = endpoints().byDialect().keySet().iterator().next();
        return codec(first).readModels(body);
    }

    /** Whether each call is signed, which means reading all of it. */
    boolean isSigned() {
        return signing != null;
    }

    /** Whether the body of each request is changed, which means reading all of it. */
    boolean isReshaping() {
        return !manner.body().isNone();
    }

    DialectCodec codec(Dialect dialect) {
        return codecs.apply(dialect);
    }

    /**
     * A call with a body.
     *
     * @param answer how it is to be answered
     * @param own headers of the call, names in lower case
     */
    HttpCall post(String uri, Framing answer, Map<String, String> own, Bytes body) {
        Bytes changed = isReshaping() ? Reshaped.body(body, manner.body()) : body;
        return call(HttpMethod.POST, uri, envelope.of(answer, own), changed);
    }

    private HttpCall call(HttpMethod method, String uri, MultiMap headers, Bytes body) {
        HttpCall plain = new HttpCall(method, origin(), address.privateAddresses(), uri, headers, body);
        if (signing == null) {
            return plain;
        }
        MultiMap signed = HttpHeaders.headers().addAll(headers);
        signing.sign(plain).forEach(signed::set);
        return new HttpCall(method, origin(), address.privateAddresses(), uri, signed, body);
    }

    /** Without headers, which hold the secret. */
    @Override
    public String toString() {
        return "Remote[" + origin() + "]";
    }
}
