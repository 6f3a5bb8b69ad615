package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;

/** How one dialect asks for vectors and gives them. Stateless. */
public interface EmbeddingFormat {

    /**
     * Reads a caller's request.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, naming the field that is wrong
     */
    EmbeddingRequest readRequest(Call call);

    Bytes writeRequest(EmbeddingRequest request, Addressee to, Losses losses);

    /**
     * Reads an upstream's answer.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code UPSTREAM_FAILED} if it is no answer
     */
    EmbeddingResponse readResponse(Bytes body);

    Bytes writeResponse(EmbeddingResponse response, Call call, Losses losses);
}
