package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Streams;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;

/** Requests and answers of the samples, read and written. */
final class Talks {
    static final GeminiCodec CODEC = GeminiCodec.INSTANCE;
    static final Addressee NEW = new Addressee("gemini-3-pro", Set.of());
    static final Addressee OLD = new Addressee("gemini-2.5-flash", Set.of());

    private Talks() {}

    static Call call(Operation operation, Framing framing, Bytes body) {
        Asked asked = new Asked(operation, "gemini-3-pro", framing);
        return new Call(
                new CallId("call-1"),
                "request-1",
                Dialect.GEMINI,
                operation,
                CODEC.readRequest(asked, body, JsonLimits.DEFAULT),
                body);
    }

    static Call chat(String body) {
        return call(Operation.CHAT, Framing.WHOLE, Bytes.utf8(body.replace('\'', '"')));
    }

    static Call anyCall() {
        return chat("{'contents':[{'parts':[{'text':'hi'}]}]}");
    }

    static ChatRequest request(String body) {
        return CODEC.chat().readRequest(chat(body));
    }

    static JsonNode written(ChatRequest request, Addressee to, Losses losses) {
        return tree(CODEC.chat().writeRequest(request, to, losses));
    }

    static ChatResponse response(String body) {
        return CODEC.chat().readResponse(Bytes.utf8(body.replace('\'', '"')), Set.of());
    }

    static JsonNode written(ChatResponse response, Losses losses) {
        return tree(CODEC.chat().writeResponse(response, anyCall(), losses));
    }

    static JsonNode tree(Bytes json) {
        return JsonTree.parse(json).orElseThrow();
    }

    static JsonNode tree(String json) {
        return JsonTree.parse(json.replace('\'', '"')).orElseThrow();
    }

    /** The JSON array that a client gets who does not ask for server-sent events. */
    static String array(List<ChatEvent> events, Losses losses) {
        Call call = call(
                Operation.CHAT, Framing.JSON_ARRAY, Bytes.utf8("{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}"));
        return Streams.written(call, events, losses).utf8();
    }
}
