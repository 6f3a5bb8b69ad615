package dev.sluice.wire.anthropic;

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
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.outline.ModelSplice;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Anthropic's Messages, with its counting of tokens. */
public final class AnthropicCodec implements DialectCodec {
    public static final AnthropicCodec INSTANCE = new AnthropicCodec();
    /** As the API itself sends it. */
    private static final Bytes PING = Bytes.utf8("event: ping\ndata: {\"type\": \"ping\"}\n\n");

    private static final Bytes MESSAGE_STOP = Bytes.utf8("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    private AnthropicCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return (asked.operation() == Operation.COUNT_TOKENS ? Outlines.anthropicTokens() : Outlines.anthropic())
                .read(asked, body, limits);
    }

    @Override
    public int status(GatewayError error) {
        return AnthropicErrors.status(error);
    }

    @Override
    public Optional<String> requestIdHeader() {
        return Optional.of("request-id");
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return AnthropicErrors.body(error, requestId);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return AnthropicErrors.event(error, requestId);
    }

    @Override
    public Bytes keepAlive(Framing framing) {
        return PING;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return AnthropicModels.write(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return AnthropicModels.write(model);
    }

    @Override
    public Optional<Bytes> writeTokenCount(long tokens) {
        return Optional.of(JsonOut.write(json -> {
            json.writeStartObject();
            json.writeNumberField("input_tokens", tokens);
            json.writeEndObject();
        }));
    }

    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return ModelSplice.write(call, to.model());
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatim(call, chat(), quirks, MESSAGE_STOP);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return call.operation() == Operation.COUNT_TOKENS ? Relay.verbatimCount() : Relay.verbatimWhole(chat(), quirks);
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return ErrorReader.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return AnthropicModels.read(body);
    }

    @Override
    public ChatFormat chat() {
        return AnthropicChat.INSTANCE;
    }
}
