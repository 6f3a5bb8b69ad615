package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tencent Cloud's Hunyuan: OpenAI's members in capitals, around them a {@code Response} where the answer is whole.
 *
 * @see <a href="https://cloud.tencent.com/document/api/1729/105701">Hunyuan's ChatCompletions</a>
 */
final class TencentShape implements VendorShape {
    private static final String RESPONSE = "Response";
    /** What is the caller's own, such as the schema of a tool's parameters, which Tencent takes as a text. */
    private static final Set<String> TEXTS = Set.of("parameters");

    private static final Map<String, String> TO_VENDOR = Map.of("image_url", "ImageUrl");

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("Model", asked.model());
        ArrayNode messages = out.putArray("Messages");
        for (ObjectNode message : asked.messages()) {
            ObjectNode written = (ObjectNode) capitals(message);
            if (written.path("Content").isArray()) {
                written.set("Contents", written.remove("Content"));
            }
            messages.add(written);
        }
        out.put("Stream", asked.isStream());
        asked.move("temperature", out, "Temperature").move("top_p", out, "TopP").move("seed", out, "Seed");
        asked.move("stop", out, "Stop");
        JsonNode tools = asked.take("tools");
        if (tools != null) {
            out.set("Tools", capitals(tools));
        }
        JsonNode choice = asked.take("tool_choice");
        if (choice != null && choice.isTextual()) {
            out.set("ToolChoice", choice);
        } else if (choice != null) {
            out.put("ToolChoice", "custom").set("CustomTool", capitals(choice));
        }
        return out;
    }

    private static JsonNode capitals(JsonNode value) {
        if (value.isArray()) {
            ArrayNode out = JsonTree.object().arrayNode();
            value.forEach(item -> out.add(capitals(item)));
            return out;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode out = JsonTree.object();
        value.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode inner = member.getValue();
            if (TEXTS.contains(name) && inner.isObject()) {
                out.put(capital(name), inner.toString());
            } else if (!inner.isNull()) {
                out.set(capital(name), capitals(inner));
            }
        });
        return out;
    }

    private static String capital(String name) {
        String known = TO_VENDOR.get(name);
        if (known != null) {
            return known;
        }
        StringBuilder out = new StringBuilder();
        for (String word : name.split("_", -1)) {
            if (!word.isEmpty()) {
                out.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return out.toString();
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        Doc response = answer.object(RESPONSE);
        if (!response.at("Choices").isArray()) {
            throw response.at("Choices").wrong("an array");
        }
        return (ObjectNode) small(response.node());
    }

    private static JsonNode small(JsonNode value) {
        if (value.isArray()) {
            ArrayNode out = JsonTree.object().arrayNode();
            value.forEach(item -> out.add(small(item)));
            return out;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode out = JsonTree.object();
        value.properties().forEach(member -> out.set(small(member.getKey()), small(member.getValue())));
        // A reason is empty as long as there is none.
        if (out.path("finish_reason").asText("-").isEmpty()) {
            out.putNull("finish_reason");
        }
        return out;
    }

    private static String small(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            out.append(capital && i > 0 ? "_" : "").append(capital ? (char) (c - 'A' + 'a') : c);
        }
        return out.toString();
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            @Override
            public ObjectNode read(String event, JsonNode data) {
                return (ObjectNode) small(data);
            }

            @Override
            public boolean isDone() {
                // Nothing follows the last but the end of the body, and OpenAI's word for it.
                return false;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        JsonNode whole = body.path(RESPONSE).path("Error");
        JsonNode error = whole.isObject() ? whole : body.path("ErrorMsg");
        if (!error.isObject()) {
            return null;
        }
        String code = error.path("Code").asText(error.path("Code").toString());
        String message = error.path("Message").asText(error.path("Msg").asText(""));
        return Completions.error(message, code, status(code));
    }

    /** https://cloud.tencent.com/document/api/1729/101842 */
    private static int status(String code) {
        if (code.startsWith("AuthFailure") || code.startsWith("UnauthorizedOperation")) {
            return 401;
        }
        if (code.startsWith("RequestLimitExceeded") || code.startsWith("LimitExceeded")) {
            return 429;
        }
        if (code.startsWith("ResourceInsufficient")
                || code.contains("ServiceNotActivated")
                || code.contains("Arrears")) {
            return 402;
        }
        boolean theirs = code.startsWith("InternalError") || code.startsWith("ResourceUnavailable");
        return theirs || code.startsWith("FailedOperation") ? 503 : 400;
    }
}
