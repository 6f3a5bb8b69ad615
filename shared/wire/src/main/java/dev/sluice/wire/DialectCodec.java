package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Outline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One API dialect, seen from both doors. Stateless; shared by all threads. */
public interface DialectCodec {

    Dialect dialect();

    // The door for clients.

    /**
     * Reads a request strictly: UTF-8, one JSON object, no duplicate keys, no comments, within the limits.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, saying what is wrong and where
     */
    Outline readRequest(Asked asked, Bytes body, JsonLimits limits);

    /** The HTTP status that this dialect's clients know the failure by. */
    default int status(GatewayError error) {
        return error.status();
    }

    /** Headers of a failure beside the usual ones, names in lower case. */
    default Map<String, String> errorHeaders(GatewayError error) {
        return Map.of();
    }

    /** The name of the header in which this dialect's clients look for the request's id, beside {@code x-request-id}. */
    default Optional<String> requestIdHeader() {
        return Optional.empty();
    }

    /** A JSON body for a failure before the answer began. */
    Bytes writeError(GatewayError error, String requestId);

    /**
     * What ends a stream that failed: an event in the stream's framing.
     *
     * @param events that the caller has got so far
     */
    Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events);

    /** What follows the event of a failure, in a piece of its own; empty in most dialects. */
    default Bytes writeErrorEnd(GatewayError error, String requestId, Framing framing) {
        return Bytes.EMPTY;
    }

    /** Bytes that keep an idle stream open and mean nothing; empty where the framing has no such thing. */
    Bytes keepAlive(Framing framing);

    Bytes writeModels(ModelList models);

    Bytes writeModel(ModelList.Model model);

    /** The answer to a request to count tokens; empty where the dialect has no such request. */
    default Optional<Bytes> writeTokenCount(long tokens) {
        return Optional.empty();
    }

    // The door for upstreams of the same dialect: bytes pass through.

    /** The body for an upstream that speaks this dialect: the caller's bytes with only what must change changed. */
    Bytes writeRequest(Call call, Addressee to);

    /** Reads a streamed answer to this call. */
    AnswerReader streamReader(Call call, Set<Quirk> quirks);

    /** Reads an answer that is one JSON body. */
    AnswerReader bodyReader(Call call, Set<Quirk> quirks);

    /**
     * Reads an upstream's refusal.
     *
     * @param headers response headers, names in lower case
     */
    UpstreamError readError(int status, Map<String, String> headers, Bytes body);

    /**
     * Reads the upstream's list of models; names only.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code UPSTREAM_FAILED} if it is no such list
     */
    List<String> readModels(Bytes body);

    // The hub, where the two dialects differ.

    ChatFormat chat();

    /** Empty where the dialect cannot ask for vectors. */
    default Optional<EmbeddingFormat> embeddings() {
        return Optional.empty();
    }

    /** Empty where the dialect cannot ask for documents to be ranked. */
    default Optional<RerankFormat> reranks() {
        return Optional.empty();
    }

    // What only vendors with a shape of their own have.

    /** Whether upstreams write the dialect as it is, so that bytes pass where the caller speaks it too. */
    default boolean isPlain() {
        return true;
    }

    /** The media type of streams, where it is not that of the dialect's framing. */
    default Optional<String> streamType() {
        return Optional.empty();
    }

    /** How its tickets are read, where an upstream may give one instead of an answer. */
    default Optional<Tickets> tickets() {
        return Optional.empty();
    }

    /** What a body says went wrong that came with a status of 200; empty if it is an answer. */
    default Optional<UpstreamError> readFailure(Bytes body) {
        return ErrorReader.readFailure(body);
    }
}
