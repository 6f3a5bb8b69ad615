package dev.sluice.wire.bedrock;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AwsFrames;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import java.util.Set;

/** Conversations as Converse has them. */
final class BedrockChat implements ChatFormat {
    @Override
    public ChatRequest readRequest(Call call) {
        return BedrockRequestReader.read(call);
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return BedrockRequestWriter.write(request, to, losses);
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        return BedrockResponseReader.read(body);
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return BedrockResponseWriter.write(response, losses);
    }

    @Override
    public Frames frames() {
        return new AwsFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new BedrockEventReader();
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new BedrockEventWriter(losses);
    }
}
