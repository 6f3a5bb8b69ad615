package dev.sluice.wire.cohere;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
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
import java.util.Set;

/** Cohere's v2 chat in terms of the model. */
final class CohereChat implements ChatFormat {
    static final CohereChat INSTANCE = new CohereChat();

    private CohereChat() {}

    @Override
    public ChatRequest readRequest(Call call) {
        return CohereRequestReader.read(call);
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return CohereRequestWriter.write(request, to.model(), losses);
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        return CohereResponseReader.read(body);
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return CohereResponseWriter.write(response, call, losses);
    }

    @Override
    public Frames frames() {
        return new SseFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new CohereEventReader();
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new CohereEventWriter(call, losses);
    }
}
