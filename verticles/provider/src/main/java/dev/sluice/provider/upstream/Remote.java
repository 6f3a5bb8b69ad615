package dev.sluice.provider.upstream;

import dev.sluice.bus.Balance;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.BalanceQuery;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A channel ready to be called: everything about it that does not change from call to call, computed once. */
public final class Remote implements Target {
    private final Address address;
    private final Envelope envelope;
    private final Proof proof;
    private final Manner manner;
    private final Codecs codecs;

    /**
     * Where a channel is.
     *
     * @param endpoints path and query of each operation; may still hold {@code {model}}
     * @param modelsUri where the upstream lists its models
     * @param balance where it says what is left of its account, its path filled in
     */
    record Address(
            Origin origin,
            boolean privateAddresses,
            Endpoints endpoints,
            @Nullable String modelsUri,
            @Nullable BalanceQuery balance) {}

    /**
     * How it and its callers write.
     *
     * @param plain of each dialect as callers speak it
     * @param upstream of each dialect as it writes it
     */
    record Codecs(Function<Dialect, DialectCodec> plain, Function<Dialect, DialectCodec> upstream) {}

    /**
     * How calls prove whose they are, beside what their headers say.
     *
     * @param signing absent where nothing depends on the request
     * @param exchange absent where no token has to be asked for
     */
    record Proof(@Nullable Signing signing, @Nullable TokenExchange exchange) {}

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

    Remote(Address address, Envelope envelope, Proof proof, Manner manner, Codecs codecs) {
        this.address = address;
        this.envelope = envelope;
        this.proof = proof;
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
        return upstreamCodec(first).readModels(body);
    }

    /** What to send to learn what is left of the account's money. */
    public Optional<HttpCall> prepareBalance() {
        return Optional.ofNullable(address.balance())
                .map(query -> call(HttpMethod.GET, query.path(), envelope.of(Framing.WHOLE), Bytes.EMPTY));
    }

    /**
     * Reads what the upstream says to that.
     *
     * @throws GatewayException of kind {@code UPSTREAM_FAILED} if it is no balance
     */
    public Balance readBalance(Bytes body) {
        return BalanceAnswer.read(Objects.requireNonNull(address.balance()), body);
    }

    /** How to get the token that calls need; empty where they need none. */
    public Optional<TokenExchange> exchange() {
        return Optional.ofNullable(proof.exchange());
    }

    /** Whether each call is signed, which means reading all of it. */
    boolean isSigned() {
        return proof.signing() != null;
    }

    /** Whether the body of each request is changed, which means reading all of it. */
    boolean isReshaping() {
        return !manner.body().isNone();
    }

    /** Of a caller. */
    DialectCodec codec(Dialect dialect) {
        return codecs.plain().apply(dialect);
    }

    /** Of this upstream. */
    DialectCodec upstreamCodec(Dialect dialect) {
        return codecs.upstream().apply(dialect);
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
        Signing signing = proof.signing();
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
