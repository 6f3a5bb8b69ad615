package dev.sluice.wire.gemini;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import dev.sluice.wire.SseFrames;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.relay.Fold;
import java.util.Set;

/** Gemini's requests and answers, to and from the model of chat. */
final class GeminiFormat implements ChatFormat {
    static final GeminiFormat INSTANCE = new GeminiFormat();

    private GeminiFormat() {}

    @Override
    public ChatRequest readRequest(Call call) {
        return GeminiRequestReader.read(call);
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return GeminiRequestWriter.write(request, to, losses);
    }

    /** A whole answer has the form of an event, and is read as the only one. */
    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        GeminiEventReader reader = new GeminiEventReader();
        Fold fold = new Fold();
        reader.read(body, fold);
        UpstreamError failure = reader.failure();
        if (failure != null) {
            throw new GatewayException(failure.error());
        }
        if (!reader.isAnswer()) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer has no candidates.");
        }
        reader.end(fold);
        return fold.response();
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return GeminiResponseWriter.write(response, call, losses);
    }

    /** Upstreams are always asked for server-sent events. */
    @Override
    public Frames frames() {
        return new SseFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new GeminiEventReader();
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new GeminiEventWriter(call, losses);
    }
}
