package dev.sluice.wire.bedrock;

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
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.outline.Outlines;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** AWS Bedrock's Converse and ConverseStream. */
public final class BedrockCodec implements DialectCodec {
    public static final BedrockCodec INSTANCE = new BedrockCodec();
    private static final ChatFormat CHAT = new BedrockChat();

    private BedrockCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK;
    }

    @Override
    public Outline readRequest(Asked asked, Bytes body, JsonLimits limits) {
        return Outlines.bedrock().read(asked, body, limits);
    }

    @Override
    public int status(GatewayError error) {
        return BedrockErrors.status(error);
    }

    @Override
    public Map<String, String> errorHeaders(GatewayError error) {
        return BedrockErrors.headers(error);
    }

    @Override
    public Optional<String> requestIdHeader() {
        return Optional.of("x-amzn-requestid");
    }

    @Override
    public Bytes writeError(GatewayError error, String requestId) {
        return BedrockErrors.body(error);
    }

    @Override
    public Bytes writeErrorEvent(GatewayError error, String requestId, Framing framing, int events) {
        return BedrockErrors.event(error);
    }

    /** None: SDKs take each message for an event that they should know. */
    @Override
    public Bytes keepAlive(Framing framing) {
        return Bytes.EMPTY;
    }

    @Override
    public Bytes writeModels(ModelList models) {
        return BedrockModels.write(models);
    }

    @Override
    public Bytes writeModel(ModelList.Model model) {
        return BedrockModels.write(model);
    }

    /** The body as it came: the path names the model. */
    @Override
    public Bytes writeRequest(Call call, Addressee to) {
        return call.body();
    }

    @Override
    public AnswerReader streamReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatim(call, CHAT, quirks, Bytes.EMPTY);
    }

    @Override
    public AnswerReader bodyReader(Call call, Set<Quirk> quirks) {
        return Relay.verbatimWhole(CHAT, quirks);
    }

    @Override
    public UpstreamError readError(int status, Map<String, String> headers, Bytes body) {
        return BedrockErrors.read(status, headers, body);
    }

    @Override
    public List<String> readModels(Bytes body) {
        return BedrockModels.read(body);
    }

    @Override
    public ChatFormat chat() {
        return CHAT;
    }
}
