package dev.sluice.wire.adapter;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/** Jina's rerank in a vendor's shape on the upstream's side. */
final class AdaptedRerank implements RerankFormat {
    private final VendorShape shape;
    private final RerankFormat openAi;

    AdaptedRerank(VendorShape shape, RerankFormat openAi) {
        this.shape = shape;
        this.openAi = openAi;
    }

    @Override
    public RerankRequest readRequest(Call call) {
        return openAi.readRequest(call);
    }

    @Override
    public Bytes writeRequest(RerankRequest request, Addressee to, Losses losses) {
        Members members = new Members(Adapted.object(openAi.writeRequest(request, to, losses)), losses);
        Bytes body = JsonTree.write(shape.rerankRequest(members));
        members.loseTheRest();
        return body;
    }

    @Override
    public RerankResponse readResponse(Bytes body) {
        return openAi.readResponse(JsonTree.write(shape.rerankAnswer(Doc.ofUpstream(body))));
    }

    @Override
    public boolean isOwn(Bytes body) {
        return false;
    }

    @Override
    public Bytes writeResponse(RerankResponse response, Call call, Losses losses) {
        return openAi.writeResponse(response, call, losses);
    }
}
