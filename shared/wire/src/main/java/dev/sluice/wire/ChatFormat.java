package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import java.util.Set;

/**
 * How one dialect says what the model of chat can say, in both directions. Stateless; shared by all threads.
 *
 * <p>Three laws hold for every sample: (1) read and written again in the same dialect, it is equal JSON; (2) read, written
 * in another dialect and read again, it is the same model but for the losses named; (3) the fold of a stream is the answer
 * that would have come whole.
 */
public interface ChatFormat {

    /**
     * Reads a caller's request, which has passed {@link DialectCodec#readRequest}.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, naming the field that is wrong
     */
    ChatRequest readRequest(Call call);

    /**
     * The request as other dialects' upstreams can be asked, without wishes that are fulfilled whichever upstream answers.
     * It must not rest on what only an upstream of its own keeps, such as a stored prompt.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, naming the field
     */
    default ChatRequest portable(ChatRequest request) {
        return request;
    }

    /** Writes a request for an upstream. */
    Bytes writeRequest(ChatRequest request, Addressee to, Losses losses);

    /**
     * Reads an upstream's answer that came as one document.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code UPSTREAM_FAILED} if it is no answer
     */
    ChatResponse readResponse(Bytes body, Set<Quirk> quirks);

    /** Writes an answer to this call as one document. */
    Bytes writeResponse(ChatResponse response, Call call, Losses losses);

    /** Cuts a streamed answer of an upstream into events. */
    Frames frames();

    EventReader eventReader(Set<Quirk> quirks);

    EventWriter eventWriter(Call call, Losses losses);
}
