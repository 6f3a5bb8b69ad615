package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.testkit.dialect.AnthropicSide;
import dev.sluice.testkit.dialect.BedrockSide;
import dev.sluice.testkit.dialect.CohereSide;
import dev.sluice.testkit.dialect.GeminiSide;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.OpenAiSide;
import dev.sluice.testkit.dialect.ResponsesSide;
import dev.sluice.testkit.dialect.Side;
import dev.sluice.wire.json.JsonTree;
import java.util.List;

/** Clients of each dialect, who hear strictly and put what they have heard into their next request. */
final class Clients {
    private Clients() {}

    static Heard hear(Dialect dialect, boolean stream, Bytes body) {
        return side(dialect).hear(200, stream, body.copy());
    }

    private static Side side(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> new OpenAiSide();
            case RESPONSES -> new ResponsesSide();
            case ANTHROPIC -> new AnthropicSide();
            case GEMINI -> new GeminiSide();
            case BEDROCK -> new BedrockSide();
            case COHERE -> new CohereSide();
        };
    }

    /** The request of the client's next turn, as the gateway reads it. */
    static ChatRequest nextRequest(Dialect dialect, JsonNode turn) {
        return Dialects.codec(dialect).chat().readRequest(nextCall(dialect, turn));
    }

    /** The client's next call, with what was said before in it. */
    static Call nextCall(Dialect dialect, JsonNode turn) {
        ObjectNode body =
                JsonTree.parse(Samples.question(dialect, false).body()).orElseThrow() instanceof ObjectNode first
                        ? first
                        : JsonTree.object();
        switch (dialect) {
            case OPENAI, ANTHROPIC, BEDROCK, COHERE ->
                body.withArray("messages").add(turn);
            case GEMINI -> body.withArray("contents").addAll((ArrayNode) turn);
            case RESPONSES -> {
                ArrayNode input = body.putArray("input");
                input.addObject().put("role", "user").put("content", "hi");
                input.addAll((ArrayNode) turn);
            }
        }
        return Samples.call(dialect, JsonTree.write(body));
    }

    /** What the assistant said, as it comes back in the client's next turn. */
    static List<Part> nextTurn(Dialect dialect, JsonNode turn) {
        return nextRequest(dialect, turn).messages().stream()
                .filter(message -> message.role() == Message.Role.ASSISTANT)
                .flatMap(message -> message.parts().stream())
                .toList();
    }
}
