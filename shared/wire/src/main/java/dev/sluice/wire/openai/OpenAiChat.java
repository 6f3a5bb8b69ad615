package dev.sluice.wire.openai;

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

/** How OpenAI's chat completions say what the model of chat can say. */
final class OpenAiChat implements ChatFormat {

    @Override
    public ChatRequest readRequest(Call call) {
        return OpenAiChatRequestReader.read(call);
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return OpenAiChatRequestWriter.write(request, to, losses);
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        return OpenAiChatResponseReader.read(body, quirks);
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return OpenAiChatResponseWriter.write(response, call, losses);
    }

    @Override
    public Frames frames() {
        return new SseFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new OpenAiChatEventReader(quirks);
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new OpenAiChatEventWriter(call, losses);
    }
}
