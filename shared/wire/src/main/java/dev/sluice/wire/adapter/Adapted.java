package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Adapter;
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
import dev.sluice.wire.Tickets;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiCodec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenAI's codec with a vendor's shape on the upstream's side. */
public final class Adapted implements DialectCodec {
    private static final Map<Adapter, DialectCodec> CODECS = codecs();
    private static final DialectCodec OPENAI = OpenAiCodec.INSTANCE;

    private final VendorShape shape;
    private final ChatFormat chat;
    private final EmbeddingFormat embeddings;
    private final RerankFormat reranks;

    private Adapted(VendorShape shape) {
        this.shape = shape;
        DialectCodec openAi = OpenAiCodec.INSTANCE;
        this.chat = new AdaptedChat(shape, openAi.chat());
        this.embeddings = new AdaptedEmbeddings(shape, openAi.embeddings().orElseThrow());
        this.reranks = new AdaptedRerank(shape, openAi.reranks().orElseThrow());
    }

    /** The codec of upstreams with this shape. */
    public static DialectCodec codec(Adapter adapter) {
        DialectCodec codec = CODECS.get(adapter);
        if (codec == null) {
            throw new IllegalStateException("no codec for " + adapter);
        }
        return codec;
    }

    private static Map<Adapter, DialectCodec> codecs() {
        Map<Adapter, DialectCodec> codecs = new EnumMap<>(Adapter.class);
        for (Adapter adapter : Adapter.values()) {
            codecs.put(adapter, new Adapted(shape(adapter)));
        }
        return codecs;
    }

    private static VendorShape shape(Adapter adapter) {
        return switch (adapter) {
            case OLLAMA -> new OllamaShape();
            case DASHSCOPE -> new DashScopeShape();
            case BAIDU -> new BaiduShape();
            case TENCENT -> new TencentShape();
            case DIFY -> new DifyShape();
            case COZE -> new CozeShape();
            case REPLICATE -> new ReplicateShape();
            case AIPROXY_LIBRARY -> new AiProxyLibraryShape();
            case DEEPL -> new DeepLShape();
            case SPARK -> new SparkShape();
        };
    }

    /** What OpenAI's codec has written. */
    static ObjectNode object(Bytes written) {
        return (ObjectNode) JsonTree.parse(written).orElseThrow();
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public Optional<String> streamType() {
        return shape.streamType();
    }

    @Override
    public Optional<Tickets> tickets() {
        return shape.tickets();
    }

    @Override
    public Optional<UpstreamError> readFailure(Bytes body) {
        return JsonTree.parse(body)
                .flatMap(node -> Optional.ofNullable(shape.failure(node)))
                .map(failure -> ErrorReader.readInAnswer(JsonTree.write(failure)));
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        Bytes said = JsonTree.parse(body)
                .flatMap(node -> Optional.ofNullable(shape.failure(node)))
                .map(JsonTree::write)
                .orElse(body);
        return ErrorReader.read(status, headers, said);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return shape.models(body);
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
        return Optional.of(reranks);
    }

    // To callers it would look like OpenAI's.

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return OPENAI.readRequest(asked, body, limits);
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return OPENAI.writeError(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return OPENAI.writeErrorEvent(error, requestId, framing, events);
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return OPENAI.keepAlive(framing);
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return OPENAI.writeModels(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return OPENAI.writeModel(model);
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return OPENAI.writeRequest(call, to);
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return OPENAI.streamReader(call, quirks);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return OPENAI.bodyReader(call, quirks);
    }
}
