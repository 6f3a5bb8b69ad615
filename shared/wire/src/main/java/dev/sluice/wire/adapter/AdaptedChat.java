package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;

/** OpenAI's chat in a vendor's shape on the upstream's side, and as it is on the caller's. */
final class AdaptedChat implements ChatFormat {
    private final VendorShape shape;
    private final ChatFormat openAi;

    AdaptedChat(VendorShape shape, ChatFormat openAi) {
        this.shape = shape;
        this.openAi = openAi;
    }

    @Override
    public ChatRequest readRequest(Call call) {
        return openAi.readRequest(call);
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        ObjectNode written = Adapted.object(openAi.writeRequest(request, to, losses));
        Members members = new Members(written, losses);
        Bytes body = JsonTree.write(shape.chatRequest(members));
        members.loseTheRest();
        return body;
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        Doc answer = Doc.ofUpstream(body);
        ChatResponse read = openAi.readResponse(JsonTree.write(shape.chatAnswer(answer)), quirks);
        Usage billed = shape.billed(answer.node());
        return billed == null
                ? read
                : new ChatResponse(
                        read.id(), read.model(), read.createdSeconds(), read.choices(), billed, read.extras());
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return openAi.writeResponse(response, call, losses);
    }

    @Override
    public Frames frames() {
        return shape.frames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new AdaptedEventReader(shape, openAi.eventReader(quirks));
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return openAi.eventWriter(call, losses);
    }
}
