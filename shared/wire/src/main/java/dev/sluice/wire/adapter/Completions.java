package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Writes answers as OpenAI does: whole ones and chunks with one choice, usage, errors. */
final class Completions {
    private static final String ROLE = "role";
    private static final String ASSISTANT = "assistant";

    private Completions() {}

    /** A message of the model, still empty. */
    static ObjectNode message(String content) {
        return JsonTree.object().put(ROLE, ASSISTANT).put("content", content);
    }

    /** A whole answer. */
    static ObjectNode whole(String id, ObjectNode message, String finish, @Nullable ObjectNode usage) {
        ObjectNode out = JsonTree.object().put("id", id).put("object", "chat.completion");
        ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.put("finish_reason", finish);
        return with(out, usage);
    }

    /** A piece of an answer. */
    static ObjectNode chunk(String id, ObjectNode delta, @Nullable String finish, @Nullable ObjectNode usage) {
        ObjectNode out = JsonTree.object().put("id", id).put("object", "chat.completion.chunk");
        ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        return with(out, usage);
    }

    /** What was used, where it comes after the last piece. */
    static ObjectNode usageChunk(@Nullable ObjectNode usage) {
        ObjectNode out = JsonTree.object().put("id", "").put("object", "chat.completion.chunk");
        out.putArray("choices");
        return with(out, usage);
    }

    private static ObjectNode with(ObjectNode out, @Nullable ObjectNode usage) {
        if (usage != null) {
            out.set("usage", usage);
        }
        return out;
    }

    /** Tokens as OpenAI reports them; null unless both were reported, since what is missing would pass for none. */
    static @Nullable ObjectNode usage(JsonNode prompt, JsonNode completion) {
        if (!prompt.isNumber() || !completion.isNumber()) {
            return null;
        }
        long in = prompt.asLong(0);
        long out = completion.asLong(0);
        return JsonTree.object()
                .put("prompt_tokens", in)
                .put("completion_tokens", out)
                .put("total_tokens", in + out);
    }

    /** An error; see {@link VendorShape#failure}. */
    static ObjectNode error(String message, String code, int status) {
        ObjectNode out = JsonTree.object().put("message", message).put("code", code);
        return status == 0 ? out : out.put("status_code", status);
    }

    /** A tool call, whole, as it stands in messages and in chunks. */
    static ObjectNode toolCall(int index, String id, String name, String arguments) {
        ObjectNode out = JsonTree.object().put("index", index).put("id", id).put("type", "function");
        out.putObject("function").put("name", name).put("arguments", arguments);
        return out;
    }
}
