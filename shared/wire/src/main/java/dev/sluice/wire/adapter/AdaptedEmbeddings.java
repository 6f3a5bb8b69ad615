package dev.sluice.wire.adapter;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.EmbeddingRequest;
import dev.sluice.model.chat.EmbeddingResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/** OpenAI's embeddings in a vendor's shape on the upstream's side. */
final class AdaptedEmbeddings implements EmbeddingFormat {
    private final VendorShape shape;
    private final EmbeddingFormat openAi;

    AdaptedEmbeddings(VendorShape shape, EmbeddingFormat openAi) {
        this.shape = shape;
        this.openAi = openAi;
    }

    @Override
    public EmbeddingRequest readRequest(Call call) {
        return openAi.readRequest(call);
    }

    @Override
    public Bytes writeRequest(EmbeddingRequest request, Addressee to, Losses losses) {
        Members members = new Members(Adapted.object(openAi.writeRequest(request, to, losses)), losses);
        Bytes body = JsonTree.write(shape.embeddingRequest(members));
        members.loseTheRest();
        return body;
    }

    @Override
    public EmbeddingResponse readResponse(Bytes body) {
        return openAi.readResponse(JsonTree.write(shape.embeddingAnswer(Doc.ofUpstream(body))));
    }

    @Override
    public Bytes writeResponse(EmbeddingResponse response, Call call, Losses losses) {
        return openAi.writeResponse(response, call, losses);
    }
}
