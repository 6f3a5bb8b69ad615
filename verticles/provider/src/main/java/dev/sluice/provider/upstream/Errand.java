package dev.sluice.provider.upstream;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.Tickets;
import dev.sluice.wire.relay.Relay;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One call on its way to one channel, which is asked in its caller's dialect if it speaks that, else in its own. Used by one
 * thread at a time.
 */
public final class Errand {
    /** Translating, or signing, takes about a millisecond for so many bytes; an event loop has no more to spare for one call. */
    private static final int MOST_ON_LOOP = 128 * 1024;

    private final Remote remote;
    private final Call call;
    private final Addressee to;
    private final Dialect dialect;
    private final Relay relay;

    Errand(Remote remote, Call call, Addressee to, Dialect dialect) {
        this.remote = remote;
        this.call = call;
        this.to = to;
        this.dialect = dialect;
        this.relay = new Relay(call, remote.codec(call.dialect()), remote.upstreamCodec(dialect), to);
        remote.systemPrompt().ifPresent(relay::instruct);
    }

    public Call call() {
        return call;
    }

    /** The dialect in which the upstream is asked. */
    public Dialect dialect() {
        return dialect;
    }

    public Relay relay() {
        return relay;
    }

    public Set<Quirk> quirks() {
        return to.quirks();
    }

    /** The codec of the dialect in which the upstream is asked. */
    public DialectCodec codec() {
        return remote.upstreamCodec(dialect);
    }

    /** As which status a refusal of the upstream with this one is read. */
    public int readAs(int status) {
        return remote.readAs(status);
    }

    /** How to get the token that {@link #prepare} needs; empty where it needs none. */
    public Optional<TokenExchange> exchange() {
        return remote.exchange();
    }

    /** Whether the upstream is asked over a WebSocket, and answers in its messages. */
    public boolean isOverWebSocket() {
        return remote.isOverWebSocket();
    }

    /** The media type in which the upstream streams. */
    public String streamType() {
        return codec().streamType().orElseGet(() -> MediaTypes.of(MediaTypes.streamsOf(dialect)));
    }

    /** Whether preparing it takes so long that an event loop had better not. */
    public boolean isHeavy() {
        return call.body().length() > MOST_ON_LOOP
                && (!relay.isVerbatim() || remote.isSigned() || remote.isReshaping() || !isGenerating());
    }

    /** Requests for anything else may be read as trees even in one dialect, such as Gemini's for vectors and counts. */
    private boolean isGenerating() {
        return switch (call.operation()) {
            case CHAT, COMPLETION -> true;
            case COUNT_TOKENS, EMBEDDING, RERANK -> false;
        };
    }

    /** Whether an answer of so many bytes takes long to read or write: for vectors and ranks the request is read again. */
    public boolean isHeavy(long answerBytes) {
        return answerBytes > MOST_ON_LOOP || (!isGenerating() && call.body().length() > MOST_ON_LOOP);
    }

    /**
     * What to send.
     *
     * @throws GatewayException of kind {@code MODEL_NOT_FOUND} if the channel cannot have such a model, {@code MALFORMED} if
     *     the request cannot be translated
     */
    public HttpCall prepare() {
        return prepare("");
    }

    /** The same where the upstream has given a token for it. */
    public HttpCall prepare(String token) {
        String uri = token.isEmpty() ? uri() : uri().replace(Template.TOKEN, Template.encode(token));
        // Headers of a handshake are between the gateway and the upstream.
        boolean asItCame = dialect == call.dialect() && !isOverWebSocket();
        Occasion occasion = new Occasion(call.operation(), to.model(), asksForStream(), call.requestId());
        Remote.Form form = new Remote.Form(uri, framing(), asItCame ? call.headers() : Map.of(), occasion);
        return remote.post(form, relay.request());
    }

    /** How tickets are read that the upstream may give instead of an answer; empty if it gives none. */
    public Optional<Tickets> tickets() {
        return codec().tickets();
    }

    /**
     * What to send to where a ticket leads. Without the caller's own headers.
     *
     * @param url as the upstream wrote it; may be anything
     * @param answer how it is to be answered
     * @throws GatewayException of kind {@code UPSTREAM_FAILED} if it leads where the channel's key must not go
     */
    public HttpCall follow(HttpMethod method, String url, Framing answer) {
        Lead lead = Lead.parse(url)
                .filter(named -> tickets()
                        .filter(tickets -> named.isSafeFrom(remote.origin(), tickets))
                        .isPresent())
                .orElseThrow(() -> new GatewayException(
                        Kind.UPSTREAM_FAILED, "The upstream's answer leads to an address that is not the upstream's."));
        Occasion occasion = new Occasion(call.operation(), to.model(), answer != Framing.WHOLE, call.requestId());
        return remote.follow(method, lead.origin(), new Remote.Form(lead.uri(), answer, Map.of(), occasion));
    }

    /** The framing in which the upstream is asked to answer. */
    public Framing framing() {
        return asksForStream() ? MediaTypes.streamsOf(dialect) : Framing.WHOLE;
    }

    private boolean asksForStream() {
        return call.outline().stream() && isGenerating();
    }

    private String uri() {
        String uri = template();
        int at = uri.indexOf(Template.MODEL);
        if (at < 0) {
            return uri;
        }
        String model = to.model();
        // Encoding leaves dots alone, and servers resolve a segment of dots: the call would land elsewhere.
        if (model.equals(".") || model.equals("..")) {
            throw new GatewayException(Kind.MODEL_NOT_FOUND, "The model's name is not one that the channel can serve.");
        }
        return uri.substring(0, at) + Template.encode(model) + uri.substring(at + Template.MODEL.length());
    }

    private String template() {
        Endpoint endpoint =
                Objects.requireNonNull(remote.endpoints().byDialect().get(dialect));
        return endpoint.path(call.operation(), asksForStream(), to.model()).orElseThrow();
    }

    /** Without the call, which is private. */
    @Override
    public String toString() {
        return "Errand[" + call.id() + " to " + remote + " in " + dialect + "]";
    }
}
