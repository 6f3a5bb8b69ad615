package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.RerankResponse;

/** How one dialect asks for documents to be ranked and says their ranks. Stateless. */
public interface RerankFormat {

    /**
     * Reads a caller's request.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED}, naming the field that is wrong
     */
    RerankRequest readRequest(Call call);

    Bytes writeRequest(RerankRequest request, Addressee to, Losses losses);

    /**
     * Reads an upstream's answer.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code UPSTREAM_FAILED} if it is no answer
     */
    RerankResponse readResponse(Bytes body);

    /** Whether an answer that can be read is written just as callers of the dialect expect it. */
    boolean isOwn(Bytes body);

    Bytes writeResponse(RerankResponse response, Call call, Losses losses);
}
