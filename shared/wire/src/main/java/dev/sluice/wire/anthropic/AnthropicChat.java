package dev.sluice.wire.anthropic;

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
import dev.sluice.wire.json.Doc;
import java.util.Set;

/** Anthropic's messages as the model of chat. */
final class AnthropicChat implements ChatFormat {
    static final AnthropicChat INSTANCE = new AnthropicChat();

    private AnthropicChat() {}

    @Override
    public ChatRequest readRequest(Call call) {
        return AnthropicRequestReader.read(
                Doc.ofCaller(call.body()), call.outline().model());
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return AnthropicRequestWriter.write(request, to, losses);
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        return AnthropicResponses.read(Doc.ofUpstream(body));
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return AnthropicResponses.write(response, call, losses);
    }

    @Override
    public Frames frames() {
        return new SseFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new AnthropicEventReader();
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new AnthropicEventWriter(call, losses);
    }
}
