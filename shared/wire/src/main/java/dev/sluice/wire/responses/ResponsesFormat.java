package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.ChatFormat;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Losses;
import dev.sluice.wire.SseFrames;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;

/** How Responses says what the model of chat can say. */
final class ResponsesFormat implements ChatFormat {
    static final ResponsesFormat INSTANCE = new ResponsesFormat();
    private static final List<String> KEPT_UPSTREAM = List.of("previous_response_id", "prompt", "conversation");

    /** What may be included and is, in a form of the caller's own, whatever the upstream speaks. */
    private static final Set<String> FULFILLED = Set.of(SealedThoughts.WISH, "message.output_text.logprobs");

    private ResponsesFormat() {}

    @Override
    public ChatRequest readRequest(Call call) {
        return ResponsesRequestReader.read(Doc.ofCaller(call.body()));
    }

    @Override
    public ChatRequest portable(ChatRequest request) {
        JsonNode members = ResponsesNotes.members(request.extras());
        for (String name : KEPT_UPSTREAM) {
            if (members.hasNonNull(name)) {
                String message = "'" + name + "' cannot be used with this model: what it names is kept by OpenAI only.";
                throw new GatewayException(
                        GatewayError.of(GatewayError.Kind.MALFORMED, message).at(name));
            }
        }
        return request.withExtras(unfulfilled(members));
    }

    /** What is left to lose: nothing is stored by the upstream anyway, and sealed thoughts always come along. */
    private static Extras unfulfilled(JsonNode members) {
        ObjectNode left = members.deepCopy();
        if (left.path("store").isBoolean() && !left.path("store").asBoolean()) {
            left.remove("store");
        }
        if (left.path("include") instanceof ArrayNode include) {
            include.removeIf(wish -> FULFILLED.contains(wish.asText()));
        }
        return new Extras(Dialect.RESPONSES, JsonTree.raw(left));
    }

    @Override
    public Bytes writeRequest(ChatRequest request, Addressee to, Losses losses) {
        return ResponsesRequestWriter.write(request, to, losses);
    }

    @Override
    public ChatResponse readResponse(Bytes body, Set<Quirk> quirks) {
        return ResponsesResponseReader.read(body);
    }

    @Override
    public Bytes writeResponse(ChatResponse response, Call call, Losses losses) {
        return JsonTree.write(ResponsesEventWriter.whole(response, call, losses));
    }

    @Override
    public Frames frames() {
        return new SseFrames();
    }

    @Override
    public EventReader eventReader(Set<Quirk> quirks) {
        return new ResponsesEventReader();
    }

    @Override
    public EventWriter eventWriter(Call call, Losses losses) {
        return new ResponsesEventWriter(call, losses);
    }
}
