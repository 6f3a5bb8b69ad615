package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.Asked;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.outline.OutlineForm;
import dev.sluice.wire.outline.Outlines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A dialect that says plainly what ingress asked it for, so that a test can tell whose words an answer has. */
record ToyCodec(Dialect dialect) implements DialectCodec {
    static final int OVERLOADED = 529;

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return form(asked.operation()).read(asked, body, limits);
    }

    private OutlineForm form(Operation operation) {
        return switch (dialect) {
            case OPENAI -> Outlines.openAiEmbeddings();
            case RESPONSES -> Outlines.responses();
            case ANTHROPIC -> operation == Operation.CHAT ? Outlines.anthropic() : Outlines.anthropicTokens();
            case GEMINI -> operation == Operation.EMBEDDING ? Outlines.geminiEmbeddings() : Outlines.gemini();
            case BEDROCK -> Outlines.bedrock();
            case COHERE -> Outlines.cohere();
        };
    }

    @Override
    public int status(GatewayError error) {
        return error.kind() == GatewayError.Kind.OVERLOADED ? OVERLOADED : error.status();
    }

    @Override
    public Map<String, String> errorHeaders(GatewayError error) {
        return Map.of("x-toy-error", error.code());
    }

    @Override
    public Optional<String> requestIdHeader() {
        return Optional.of("x-toy-request");
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return Bytes.utf8("{\"%s\":\"%s\",\"at\":\"%s\"}".formatted(dialect.id(), error.message(), error.param()));
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return Bytes.utf8("<%s broke after %d in %s>".formatted(dialect.id(), events, framing));
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return framing == Framing.SSE ? Bytes.utf8("<alive>") : Bytes.EMPTY;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return Bytes.utf8(dialect.id()
                + models.models().stream().map(ModelList.Model::id).collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return Bytes.utf8(dialect.id() + ":" + model.id());
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> readModels(Bytes body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChatFormat chat() {
        throw new UnsupportedOperationException();
    }
}
