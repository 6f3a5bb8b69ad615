package dev.sluice.wire.responses;

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
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiCodec;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenAI's Responses. */
public final class ResponsesCodec implements DialectCodec {
    public static final ResponsesCodec INSTANCE = new ResponsesCodec();
    private static final Bytes KEEP_ALIVE = Bytes.utf8(": keep-alive\n\n");
    private static final int BAD_REQUEST = 400;

    private ResponsesCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.RESPONSES;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return Outlines.responses().read(asked, body, limits);
    }

    /** OpenAI has no 404 for an unknown model here, as it has for a chat. */
    @Override
    public int status(GatewayError error) {
        boolean isModel = error.code().equals(GatewayError.Kind.MODEL_NOT_FOUND.code());
        return isModel ? BAD_REQUEST : error.status();
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return OpenAiCodec.INSTANCE.writeError(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        ObjectNode event = JsonTree.object();
        event.put("type", "error").put("code", error.code()).put("message", error.message());
        event.put("param", error.param()).put("sequence_number", events);
        EventSink sink = new EventSink(framing);
        sink.event("error", JsonTree.write(event));
        return sink.take();
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return KEEP_ALIVE;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return OpenAiCodec.INSTANCE.writeModels(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return OpenAiCodec.INSTANCE.writeModel(model);
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return StoreSplice.write(call, to.model());
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatim(call, ResponsesFormat.INSTANCE, quirks, Bytes.EMPTY);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatimWhole(ResponsesFormat.INSTANCE, quirks);
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return ErrorReader.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return OpenAiCodec.INSTANCE.readModels(body);
    }

    @Override
    public ChatFormat chat() {
        return ResponsesFormat.INSTANCE;
    }
}
