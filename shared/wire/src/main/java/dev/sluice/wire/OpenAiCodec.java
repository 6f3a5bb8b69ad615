package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenAI's chat and text completions. */
final class OpenAiCodec implements DialectCodec {
    static final OpenAiCodec INSTANCE = new OpenAiCodec();
    private static final Bytes END_MARKER = Bytes.utf8("data: [DONE]\n\n");
    private static final Bytes KEEP_ALIVE = Bytes.utf8(": keep-alive\n\n");

    private OpenAiCodec() {}

    @Override
    public Outline readRequest(Operation operation, Bytes body, JsonLimits limits) {
        return OpenAiRequestReader.read(operation, body, limits);
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return OpenAiErrorWriter.body(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId) {
        return OpenAiErrorWriter.event(error, requestId);
    }

    @Override
    public Bytes endMarker() {
        return END_MARKER;
    }

    @Override
    public Bytes keepAlive() {
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
    public Bytes writeRequest(Call call, String upstreamModel, Set<Quirk> quirks) {
        return OpenAiRequestWriter.write(call, upstreamModel, quirks);
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return new OpenAiStreamReader(call, quirks);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return new OpenAiBodyReader(quirks, OpenAiBodyReader.MAX_BODY);
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return OpenAiErrorReader.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return OpenAiModels.read(body);
    }
}
