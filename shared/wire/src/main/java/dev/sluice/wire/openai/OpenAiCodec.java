package dev.sluice.wire.openai;

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
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.RerankFormat;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.outline.ModelSplice;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenAI's chat and text completions, and embeddings; and Jina's rerank, which servers of this dialect have taken over. */
public final class OpenAiCodec implements DialectCodec {
    public static final OpenAiCodec INSTANCE = new OpenAiCodec();
    private static final Bytes KEEP_ALIVE = Bytes.utf8(": keep-alive\n\n");

    private final ChatFormat chat = new OpenAiChat();
    private final EmbeddingFormat embeddings = new OpenAiEmbeddings();

    private OpenAiCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return OpenAiRequestReader.read(asked.operation(), body, limits);
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return OpenAiErrorWriter.body(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return OpenAiErrorWriter.event(error, requestId);
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return KEEP_ALIVE;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return OpenAiModels.write(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return OpenAiModels.write(model);
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return switch (call.operation()) {
            case EMBEDDING, RERANK -> ModelSplice.write(call, to.model());
            case CHAT, COMPLETION, COUNT_TOKENS -> OpenAiRequestWriter.write(call, to.model(), to.quirks());
        };
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return new OpenAiStreamReader(call, quirks);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return switch (call.operation()) {
            case EMBEDDING -> OpenAiBodyReader.ofVectors(call, quirks);
            case RERANK -> Relay.verbatimRanks(call, OpenAiRerank.INSTANCE);
            case CHAT, COMPLETION, COUNT_TOKENS -> new OpenAiBodyReader(quirks, OpenAiBodyReader.MAX_BODY);
        };
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return ErrorReader.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return OpenAiModels.read(body);
    }

    @Override
    public ChatFormat chat() {
        return chat;
    }

    @Override
    public Optional<EmbeddingFormat> embeddings() {
        return Optional.of(embeddings);
    }

    @Override
    public Optional<RerankFormat> reranks() {
        return Optional.of(OpenAiRerank.INSTANCE);
    }
}
