package dev.sluice.provider.upstream;

import dev.sluice.bus.Balance;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.MultiMap;
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
     * @param balance how it is asked what is left of its account
     */
    record Address(
            Way way,
            Endpoints endpoints,
            @Nullable String modelsUri,
            @Nullable BalanceCall balance) {}

    /**
     * How it and its callers write.
     *
     * @param plain of each dialect as callers speak it
     * @param upstream of each dialect as it writes it
     * @param overWebSocket whether requests and answers are messages of a WebSocket
     */
    record Codecs(
            Function<Dialect, DialectCodec> plain, Function<Dialect, DialectCodec> upstream, boolean overWebSocket) {}

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
     * @param shape what its requests need beyond them
     * @param statusMapping status of a refusal → the status as which it is read
     * @param systemPrompt what its models are told; absent for what callers tell them
     */
    record Manner(
            Set<Quirk> quirks,
            Shape shape,
            Map<Integer, Integer> statusMapping,
            @Nullable SystemPrompt systemPrompt) {
        Manner {
            quirks = Set.copyOf(quirks);
            statusMapping = Map.copyOf(statusMapping);
        }
    }

    /**
     * How one request is sent.
     *
     * @param uri path and query
     * @param answer how it is to be answered
     * @param own headers of the call, names in lower case
     */
    record Form(String uri, Framing answer, Map<String, String> own, Occasion occasion) {}

    Remote(Address address, Envelope envelope, Proof proof, Manner manner, Codecs codecs) {
        this.address = address;
        this.envelope = envelope;
        this.proof = proof;
        this.manner = manner;
        this.codecs = codecs;
    }

    public Origin origin() {
        return address.way().origin();
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
                .map(uri -> signed(
                        new HttpCall(HttpMethod.GET, address.way(), uri, envelope.of(Framing.WHOLE), Bytes.EMPTY)));
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
        return Optional.ofNullable(address.balance()).map(balance -> signed(balance.call()));
    }

    /**
     * Reads what the upstream says to that.
     *
     * @throws GatewayException of kind {@code UPSTREAM_FAILED} if it is no balance
     */
    public Balance readBalance(Bytes body) {
        return BalanceAnswer.read(Objects.requireNonNull(address.balance()).query(), body);
    }

    /** How to get the token that calls need; empty where they need none. */
    public Optional<TokenExchange> exchange() {
        return Optional.ofNullable(proof.exchange());
    }

    /** Whether each call is signed, which means reading all of it. */
    boolean isSigned() {
        return proof.signing() != null;
    }

    /** Whether the body of each request is read, since something may have to be changed in it. */
    boolean isReshaping() {
        return manner.shape().needsBody();
    }

    /** What its models are told, before or instead of what callers tell them. */
    Optional<SystemPrompt> systemPrompt() {
        return Optional.ofNullable(manner.systemPrompt());
    }

    /** Whether callers must not get around what its models are told. */
    public boolean isInstructing() {
        return manner.systemPrompt() != null && manner.systemPrompt().isBinding();
    }

    /** As which status a refusal with this one is read. */
    int readAs(int status) {
        return manner.statusMapping().getOrDefault(status, status);
    }

    /** Of a caller. */
    DialectCodec codec(Dialect dialect) {
        return codecs.plain().apply(dialect);
    }

    /** Of this upstream. */
    DialectCodec upstreamCodec(Dialect dialect) {
        return codecs.upstream().apply(dialect);
    }

    /** Whether it is asked over a WebSocket. */
    boolean isOverWebSocket() {
        return codecs.overWebSocket();
    }

    /** A call with a body; over a WebSocket that is the first message. */
    HttpCall post(Form form, Bytes body) {
        return call(isOverWebSocket() ? HttpMethod.GET : HttpMethod.POST, address.way(), form, body);
    }

    /** A call without a body that follows another one, to where its answer has led; goes through the same proxy. */
    HttpCall follow(HttpMethod method, Origin to, Form form) {
        Way way = address.way();
        return call(method, new Way(to, way.privateAddresses(), way.via()), form, Bytes.EMPTY);
    }

    private HttpCall call(HttpMethod method, Way way, Form form, Bytes body) {
        MultiMap headers = envelope.of(form.answer(), form.own());
        Shape shape = manner.shape();
        if (shape.isNone()) {
            return signed(new HttpCall(method, way, form.uri(), headers, body));
        }
        Shape.Shaped shaped = shape.of(headers, body, form.occasion());
        return signed(new HttpCall(method, way, form.uri(), shaped.headers(), shaped.body()));
    }

    private HttpCall signed(HttpCall plain) {
        Signing signing = proof.signing();
        return signing == null ? plain : signing.sign(plain);
    }

    /** Without headers, which hold the secret. */
    @Override
    public String toString() {
        return "Remote[" + origin() + "]";
    }
}
