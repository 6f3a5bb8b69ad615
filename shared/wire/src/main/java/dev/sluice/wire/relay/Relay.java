package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.AnswerReader.Reading;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.Losses;
import dev.sluice.wire.RankedDocuments;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.Seals;
import dev.sluice.wire.UpstreamError;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries one call between its caller's dialect and an upstream's, which may be the same. One per attempt.
 *
 * <p>In one dialect bytes pass, and are only read along; between two, or where the request must be changed, everything goes
 * through the model of chat.
 */
public final class Relay {
    private final Call call;
    private final DialectCodec caller;
    private final DialectCodec upstream;
    private final Addressee to;
    /** Whether both sides speak the same, so that an answer in the wanted framing passes. */
    private final boolean same;

    private final boolean verbatim;
    private final Losses losses = new Losses();
    private Consumer<ChatEvent> listener = ignored -> {};
    private @Nullable SystemPrompt prompt;

    public Relay(Call call, DialectCodec caller, DialectCodec upstream, Addressee to) {
        this.call = call;
        this.caller = caller;
        this.upstream = upstream;
        this.to = to;
        this.same = caller.dialect() == upstream.dialect() && upstream.isPlain();
        this.verbatim = same
                && (call.operation() != Operation.CHAT
                        || (call.thinking() == null && !Seals.areWrappedIn(call.body())));
    }

    /** What has been lost so far: of the request once it is written, of the answer as it goes. */
    public Losses losses() {
        return losses;
    }

    /** Lets somebody hear what a translated answer says. Call it before {@link #answer}. */
    public void overhear(Consumer<ChatEvent> by) {
        listener = by;
    }

    /** Has the model of a conversation told this. Call it before {@link #request}. */
    public void instruct(SystemPrompt by) {
        prompt = call.operation() == Operation.CHAT ? by : null;
    }

    /** Whether the request's bytes pass as they are. */
    public boolean isVerbatim() {
        return verbatim && prompt == null;
    }

    /**
     * The body for the upstream.
     *
     * @throws GatewayException of kind {@code MALFORMED}, naming the field that is wrong
     */
    public Bytes request() {
        if (isVerbatim()) {
            return caller.writeRequest(call, to);
        }
        if (call.operation() == Operation.EMBEDDING) {
            return vectorsOf(upstream).writeRequest(vectorsOf(caller).readRequest(call), to, losses);
        }
        if (call.operation() == Operation.RERANK) {
            return ranksOf(upstream).writeRequest(ranksOf(caller).readRequest(call), to, losses);
        }
        ChatRequest read = caller.chat().readRequest(call);
        ChatRequest told = prompt == null ? read : prompt.over(read);
        if (verbatim && told.equals(read)) {
            return caller.writeRequest(call, to);
        }
        ChatRequest request =
                caller.dialect() == upstream.dialect() ? told : caller.chat().portable(told);
        ChatRequest wanted = call.thinking() == null ? request : request.withThinking(call.thinking());
        return upstream.chat().writeRequest(wanted, to, losses);
    }

    /**
     * Reads the upstream's answer for the caller, in the framing that the caller asked for.
     *
     * @param streamed whether the upstream answers with events; need not be what the caller wants
     */
    public AnswerReader answer(boolean streamed) {
        if (same && streamed == call.outline().stream()) {
            return streamed ? caller.streamReader(call, to.quirks()) : caller.bodyReader(call, to.quirks());
        }
        if (call.operation() == Operation.EMBEDDING) {
            return vectors(
                    upstream::readFailure,
                    vectorsOf(upstream),
                    (response, body) -> vectorsOf(caller).writeResponse(response, call, losses));
        }
        if (call.operation() == Operation.RERANK) {
            return ranks(
                    call,
                    upstream::readFailure,
                    ranksOf(upstream),
                    (response, body) -> ranksOf(caller).writeResponse(response, call, losses));
        }
        return streamed ? translatedStream() : new WholeReader(upstream::readFailure, this::translatedWhole);
    }

    private AnswerReader translatedStream() {
        ChatFormat from = upstream.chat();
        Framing framing = call.outline().framing();
        boolean whole = framing == Framing.WHOLE;
        StreamRelay.Outlet outlet = whole
                ? new Folded(response -> caller.chat().writeResponse(response, call, losses))
                : new Translated(caller.chat().eventWriter(call, losses), framing);
        return new StreamRelay(from.frames(), from.eventReader(to.quirks()), outlet, listener);
    }

    private Reading translatedWhole(Bytes body) {
        ChatResponse response = upstream.chat().readResponse(body, to.quirks());
        Tally tally = new Tally();
        if (!call.outline().stream()) {
            Unfold.events(response, tally.andThen(listener));
            Bytes whole = caller.chat().writeResponse(response, call, losses);
            return new Reading(whole, tally.takeProduced(), true, tally.finished(null), 0);
        }
        Translated outlet = new Translated(
                caller.chat().eventWriter(call, losses), call.outline().framing());
        Unfold.events(response, tally.andThen(listener).andThen(outlet));
        Bytes lastWord = outlet.end(true);
        return new Reading(outlet.take(), tally.takeProduced(), true, tally.finished(lastWord), outlet.takeCount());
    }

    // For codecs: one dialect on both sides.

    /**
     * Reads a streamed answer that the caller gets as it came.
     *
     * @param closing what the dialect ends a stream with, for upstreams that leave it out; may be empty
     */
    public static AnswerReader verbatim(Call call, ChatFormat format, Set<Quirk> quirks, Bytes closing) {
        Verbatim outlet = new Verbatim(call.outline().framing(), closing);
        return new StreamRelay(format.frames(), format.eventReader(quirks), outlet, ignored -> {});
    }

    /** Reads a whole answer of a chat that the caller gets as it came. */
    public static AnswerReader verbatimWhole(ChatFormat format, Set<Quirk> quirks) {
        return new WholeReader(ErrorReader::readFailure, body -> {
            Tally tally = new Tally();
            Unfold.events(format.readResponse(body, quirks), tally);
            return new Reading(body, tally.takeProduced(), true, tally.finished(null), 0);
        });
    }

    /** Reads vectors that the caller gets as they came. */
    public static AnswerReader verbatimVectors(EmbeddingFormat format) {
        return vectors(ErrorReader::readFailure, format, (response, body) -> body);
    }

    /** Reads vectors that the caller gets in the same dialect, but in the form of its own request. */
    public static AnswerReader rewrittenVectors(Call call, EmbeddingFormat format) {
        return vectors(
                ErrorReader::readFailure,
                format,
                (response, body) -> format.writeResponse(response, call, new Losses()));
    }

    /** Reads ranks that the caller gets as they came, unless their form is only like that of the dialect. */
    public static AnswerReader verbatimRanks(Call call, RerankFormat format) {
        return ranks(
                call,
                ErrorReader::readFailure,
                format,
                (response, body) -> format.isOwn(body) ? body : format.writeResponse(response, call, new Losses()));
    }

    /** Reads an answer for which nothing was generated: a count of tokens. It costs nothing. */
    public static AnswerReader verbatimCount() {
        AnswerEvent free = new AnswerEvent.Finished(Usage.NONE, false, null);
        return new WholeReader(ErrorReader::readFailure, body -> new Reading(body, 0, true, free, 0));
    }

    /** What a body says went wrong; empty if it is an answer. */
    private interface Failures extends Function<Bytes, Optional<UpstreamError>> {}

    /** Makes the body for the caller of the vectors and the upstream's body. */
    private interface VectorWriter {
        Bytes write(EmbeddingResponse response, Bytes body);
    }

    private static AnswerReader vectors(Failures failures, EmbeddingFormat format, VectorWriter writer) {
        return new WholeReader(failures, body -> {
            EmbeddingResponse response = format.readResponse(body);
            AnswerEvent end = new AnswerEvent.Finished(response.usage(), false, null);
            return new Reading(writer.write(response, body), 0, true, end, 0);
        });
    }

    /** Makes the body for the caller of the ranks and the upstream's body. */
    private interface RankWriter {
        Bytes write(RerankResponse response, Bytes body);
    }

    /** Prices may be by token or by search: both are told, whichever of them the upstream bills. */
    private static AnswerReader ranks(Call call, Failures failures, RerankFormat format, RankWriter writer) {
        return new WholeReader(failures, body -> {
            RerankResponse response = format.readResponse(body);
            Usage reported = response.usage();
            Usage used = reported == null
                    ? null
                    : RankedDocuments.searched(reported, call.outline().documents());
            AnswerEvent end = new AnswerEvent.Finished(used, false, null);
            return new Reading(writer.write(response, body), 0, true, end, 0);
        });
    }

    private static RerankFormat ranksOf(DialectCodec codec) {
        return codec.reranks()
                .orElseThrow(() -> new GatewayException(Kind.MODEL_NOT_FOUND, "This channel cannot rank documents."));
    }

    private static EmbeddingFormat vectorsOf(DialectCodec codec) {
        return codec.embeddings()
                .orElseThrow(() -> new GatewayException(Kind.MODEL_NOT_FOUND, "This channel cannot make vectors."));
    }
}
