package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Google's {@code generateContent}, {@code countTokens} and embeddings; the path names the model and the framing. */
public final class GeminiCodec implements DialectCodec {
    public static final GeminiCodec INSTANCE = new GeminiCodec();
    /** Not a comment: Google's SDK for Go takes every line that does not begin with {@code data:} for an error. */
    private static final Bytes BLANK = Bytes.utf8("\n\n");

    private static final Bytes SPACE = Bytes.utf8("\n");
    private static final String COUNTED = "generateContentRequest";

    private GeminiCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return switch (asked.operation()) {
            case CHAT, COMPLETION, RERANK -> Outlines.gemini().read(asked, body, limits);
            case COUNT_TOKENS -> Outlines.geminiTokens().read(asked, body, limits);
            case EMBEDDING -> Outlines.geminiEmbeddings().read(asked, body, limits);
        };
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return GeminiErrorWriter.body(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return GeminiErrorWriter.event(error, requestId, framing, events);
    }

    @Override
    public Bytes writeErrorEnd(GatewayError error, String requestId, Framing framing) {
        return GeminiErrorWriter.bare(error, requestId, framing);
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return switch (framing) {
            case SSE -> BLANK;
            case JSON_ARRAY -> SPACE;
            case WHOLE, AWS -> Bytes.EMPTY;
        };
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return GeminiModels.write(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return GeminiModels.write(model);
    }

    @Override
    public Optional<Bytes> writeTokenCount(long tokens) {
        return Optional.of(JsonTree.write(JsonTree.object().put("totalTokens", tokens)));
    }

    /** Only a request inside another one names the model, and a vector's; the rest stays as it came. */
    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return switch (call.operation()) {
            case CHAT, COMPLETION, RERANK -> call.body();
            case COUNT_TOKENS -> countOf(call.body(), to.model());
            case EMBEDDING -> GeminiEmbeddings.batch(call.body(), to.model());
        };
    }

    private static Bytes countOf(Bytes body, String model) {
        ObjectNode request = (ObjectNode) GeminiDocs.ofCaller(body).node();
        if (!(request.get(COUNTED) instanceof ObjectNode counted)) {
            return body;
        }
        counted.put("model", "models/" + model);
        return JsonTree.write(request);
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatim(call, chat(), quirks, Bytes.EMPTY);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return switch (call.operation()) {
            case CHAT, COMPLETION, RERANK -> Relay.verbatimWhole(chat(), quirks);
            case COUNT_TOKENS -> Relay.verbatimCount();
            case EMBEDDING ->
                GeminiEmbeddings.isSingle(call)
                        ? Relay.rewrittenVectors(call, GeminiEmbeddings.INSTANCE)
                        : Relay.verbatimVectors(GeminiEmbeddings.INSTANCE);
        };
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return GeminiComplaint.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return GeminiModels.read(body);
    }

    @Override
    public ChatFormat chat() {
        return GeminiFormat.INSTANCE;
    }

    @Override
    public Optional<EmbeddingFormat> embeddings() {
        return Optional.of(GeminiEmbeddings.INSTANCE);
    }
}
