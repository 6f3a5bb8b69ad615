package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One API dialect, seen from both doors. Stateless; shared by all threads. */
public interface DialectCodec {

    /** The codec of a dialect. */
    static DialectCodec of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OpenAiCodec.INSTANCE;
        };
    }

    // The door for clients.

    /**
     * Reads a request strictly: UTF-8, one JSON object, no duplicate keys, no comments, within the limits.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, saying what is wrong and where
     */
    Outline readRequest(Operation operation, Bytes body, JsonLimits limits);

    /** A JSON body for a failure before the answer began. */
    Bytes writeError(GatewayError error, String requestId);

    /** A server-sent event for a failure after the answer began. */
    Bytes writeErrorEvent(GatewayError error, String requestId);

    /** What ends a stream, such as {@code data: [DONE]}; may be empty. */
    Bytes endMarker();

    /** A server-sent comment that keeps idle connections open. */
    Bytes keepAlive();

    Bytes writeModels(ModelList models);

    Bytes writeModel(ModelList.Model model);

    // The door for upstreams.

    /**
     * The body for an upstream that speaks this dialect: the caller's bytes with only the model's name and the stream
     * options changed. A streamed call always asks for usage, unless the quirks say that the upstream cannot.
     */
    Bytes writeRequest(Call call, String upstreamModel, Set<Quirk> quirks);

    /** Reads a streamed answer (server-sent events) to this call. */
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
}
