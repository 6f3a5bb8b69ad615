package dev.sluice.wire.cohere;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Asked;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.EmbeddingFormat;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.outline.ModelSplice;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cohere's v2 chat, embed and rerank. */
public final class CohereCodec implements DialectCodec {
    public static final CohereCodec INSTANCE = new CohereCodec();
    private static final Bytes KEEP_ALIVE = Bytes.utf8(": keep-alive\n\n");
    static final Bytes DONE = Bytes.utf8("data: [DONE]\n\n");

    private CohereCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.COHERE;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return switch (asked.operation()) {
            case EMBEDDING -> Outlines.cohereEmbeddings().read(asked, body, limits);
            case RERANK -> Outlines.rerank().read(asked, body, limits);
            case CHAT, COMPLETION, COUNT_TOKENS -> Outlines.cohere().read(asked, body, limits);
        };
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return CohereErrors.write(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return CohereErrors.event(error, requestId, events);
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return KEEP_ALIVE;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return CohereModels.write(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return CohereModels.write(model);
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return ModelSplice.write(call, to.model());
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatim(call, CohereChat.INSTANCE, quirks, DONE);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return switch (call.operation()) {
            case EMBEDDING -> Relay.verbatimVectors(CohereEmbeddings.INSTANCE);
            case RERANK -> Relay.verbatimRanks(call, CohereRerank.INSTANCE);
            case CHAT, COMPLETION, COUNT_TOKENS -> Relay.verbatimWhole(CohereChat.INSTANCE, quirks);
        };
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return CohereErrors.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return CohereModels.read(body);
    }

    @Override
    public ChatFormat chat() {
        return CohereChat.INSTANCE;
    }

    @Override
    public Optional<EmbeddingFormat> embeddings() {
        return Optional.of(CohereEmbeddings.INSTANCE);
    }

    @Override
    public Optional<RerankFormat> reranks() {
        return Optional.of(CohereRerank.INSTANCE);
    }
}
