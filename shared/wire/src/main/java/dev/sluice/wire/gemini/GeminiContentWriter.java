package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as contents: instructions apart, turns of the same speaker in one content, the results of one turn's calls
 * together.
 */
final class GeminiContentWriter {
    /** Documented for histories that Gemini has not made (https://ai.google.dev/gemini-api/docs/thought-signatures#faqs). */
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private final ObjectNode request;
    private final GeminiModelName model;
    private final Losses losses;
    private final GeminiPartWriter parts;
    private final Map<String, String> names = new HashMap<>();
    private final ArrayNode contents = JsonTree.object().arrayNode();
    private @Nullable ObjectNode last;

    private GeminiContentWriter(ObjectNode request, Addressee to, Losses losses) {
        this.request = request;
        this.model = GeminiModelName.of(to.model());
        this.losses = losses;
        this.parts = GeminiPartWriter.toUpstream(losses);
    }

    static void write(List<Message> messages, ObjectNode request, Addressee to, Losses losses) {
        GeminiContentWriter writer = new GeminiContentWriter(request, to, losses);
        GeminiResultOrder.ofCalls(messages).forEach(writer::message);
        if (writer.model.wantsSignatures()) {
            writer.signCurrentTurn();
        }
        request.set("contents", writer.contents);
    }

    private void message(Message message) {
        losses.addIfPresent(Loss.NAME, message.name());
        losses.addIfPresent(Loss.CACHE_MARK, message.notes().cache());
        List<ObjectNode> written = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result, written);
            } else {
                if (part instanceof Part.ToolUse use) {
                    names.put(use.id(), use.name());
                }
                ObjectNode one = parts.write(part);
                if (one != null) {
                    written.add(one);
                }
            }
        }
        if (written.isEmpty()) {
            // A content without parts is refused; what is left of one is not worth a turn.
            Extras extras = message.notes().extras();
            losses.addIfPresent(Loss.FIELD, extras.isEmpty() ? null : extras);
        } else if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
            instruct(message, written);
        } else {
            say(message, written);
        }
    }

    /** Instructions stand apart; those from the middle of a conversation lose their place. */
    private void instruct(Message message, List<ObjectNode> written) {
        if (!contents.isEmpty()) {
            losses.add(Loss.PLACE);
        }
        ObjectNode system = request.withObject("/systemInstruction");
        ArrayNode said = system.withArray("/parts");
        written.forEach(said::add);
        GeminiExtras.carry(message.notes().extras(), system, losses);
    }

    private void say(Message message, List<ObjectNode> written) {
        String role = message.role() == Role.ASSISTANT ? "model" : "user";
        ObjectNode content = last;
        if (content == null || !content.path("role").asText().equals(role)) {
            content = JsonTree.object().put("role", role);
            contents.add(content);
            last = content;
        }
        ArrayNode said = content.withArray("/parts");
        written.forEach(said::add);
        GeminiExtras.carry(message.notes().extras(), content, losses);
    }

    private void result(Part.ToolResult result, List<ObjectNode> written) {
        ObjectNode part = JsonTree.object();
        ObjectNode response = part.putObject("functionResponse");
        if (!result.callId().isEmpty() && !GeminiCallIds.isMadeUp(result.callId())) {
            response.put("id", result.callId());
        }
        String name = result.name() == null ? names.getOrDefault(result.callId(), "") : result.name();
        response.put("name", name.isEmpty() ? result.callId() : name);
        List<ObjectNode> files = new ArrayList<>();
        response.set("response", response(result, files));
        written.add(part);
        if (model.takesFilesInResults() && !files.isEmpty()) {
            response.putArray("parts").addAll(files);
        } else if (!files.isEmpty()) {
            losses.add(Loss.TOOL_RESULT_PART);
            written.addAll(files);
        }
        losses.addIfPresent(Loss.CACHE_MARK, result.notes().cache());
        GeminiExtras.carry(result.notes().extras(), part, losses);
    }

    /** The words of a result; what is no text is put among the files. */
    private ObjectNode response(Part.ToolResult result, List<ObjectNode> files) {
        StringBuilder text = new StringBuilder();
        boolean said = false;
        for (Part part : result.content()) {
            if (part instanceof Part.Text words) {
                losses.addIfPresent(Loss.CACHE_MARK, words.notes().cache());
                text.append(said ? "\n" : "").append(words.text());
                said = true;
            } else if (part instanceof Part.ToolResult) {
                losses.add(Loss.TOOL_RESULT_PART);
            } else {
                ObjectNode file = parts.write(part);
                if (file != null) {
                    files.add(file);
                }
            }
        }
        boolean empty = !said && !result.error();
        return empty ? JsonTree.object() : GeminiResults.response(text.toString(), result.error());
    }

    /**
     * Gives the first call of each step of the current turn a signature if it has none: the client dropped it, or another
     * upstream made the call. Without one Gemini 3 refuses the request.
     */
    private void signCurrentTurn() {
        for (int i = contents.size() - 1; i >= 0; i--) {
            JsonNode content = contents.get(i);
            boolean model = content.path("role").asText().equals("model");
            if (!model && !hasResult(content)) {
                return;
            }
            if (model) {
                signFirstCall(content);
            }
        }
    }

    private static boolean hasResult(JsonNode content) {
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionResponse")) {
                return true;
            }
        }
        return false;
    }

    private void signFirstCall(JsonNode content) {
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionCall")) {
                if (!part.has("thoughtSignature") && part instanceof ObjectNode first) {
                    first.put("thoughtSignature", NO_SIGNATURE);
                    losses.add(Loss.SEAL);
                }
                return;
            }
        }
    }
}
