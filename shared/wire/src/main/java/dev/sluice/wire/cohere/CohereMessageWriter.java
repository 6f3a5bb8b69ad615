package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;

/** Writes the messages of a request for Cohere; gathers the documents that go beside them. */
final class CohereMessageWriter {
    private final ArrayNode messages = JsonTree.object().putArray("messages");
    private final ArrayNode documents = JsonTree.object().putArray("documents");
    private final Losses losses;

    CohereMessageWriter(Losses losses) {
        this.losses = losses;
    }

    ArrayNode messages() {
        return messages;
    }

    ArrayNode documents() {
        return documents;
    }

    void write(Message message) {
        losses.addIfPresent(Loss.NAME, message.name());
        losses.addIfPresent(Loss.CACHE_MARK, message.notes().cache());
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> spoken("system", message);
            case USER, TOOL -> spoken("user", message);
            case ASSISTANT -> assistant(message);
        }
    }

    /** Tool results are messages of their own; what stands between them is gathered. */
    private void spoken(String role, Message message) {
        List<Part> gathered = new ArrayList<>();
        boolean hasSpoken = message.parts().isEmpty();
        int before = documents.size();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                speak(role, gathered);
                gathered.clear();
                result(result);
            } else if (part instanceof Part.Document document) {
                document(document, gathered.isEmpty());
                hasSpoken = true;
            } else {
                gathered.add(part);
            }
        }
        if (!gathered.isEmpty() || (hasSpoken && message.role() != Message.Role.TOOL)) {
            if (before > 0 && role.equals("user")) {
                losses.add(Loss.PLACE);
            }
            ObjectNode out = messages.addObject().put("role", role);
            out.set("content", content(gathered));
            losses.carry(message.notes().extras(), Dialect.COHERE, out);
        }
    }

    private void speak(String role, List<Part> parts) {
        if (!parts.isEmpty()) {
            messages.addObject().put("role", role).set("content", content(parts));
        }
    }

    /** The documents of a request have no place in it; those at the beginning of the last question lose none. */
    private void document(Part.Document document, boolean isFirst) {
        losses.addIfPresent(Loss.CACHE_MARK, document.notes().cache());
        JsonNode json = CohereDocuments.write(document);
        if (json == null) {
            losses.add(Loss.DOCUMENT);
        } else {
            if (!isFirst) {
                losses.add(Loss.PLACE);
            }
            documents.add(json);
        }
    }

    private void result(Part.ToolResult result) {
        ObjectNode out = messages.addObject().put("role", "tool").put("tool_call_id", result.callId());
        List<Part> parts = new ArrayList<>();
        for (Part part : result.content()) {
            losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
            parts.add(CohereParts.toolContent(part, losses));
        }
        out.set("content", content(parts));
        if (result.error()) {
            losses.add(Loss.TOOL_ERROR);
        }
        losses.addIfPresent(Loss.CACHE_MARK, result.notes().cache());
        losses.carry(result.notes().extras(), Dialect.COHERE, out);
    }

    private void assistant(Message message) {
        ObjectNode out = messages.addObject().put("role", "assistant");
        CohereAnswerParts parts = new CohereAnswerParts(losses, false);
        message.parts().forEach(parts::add);
        parts.writeTo(out);
        losses.carry(message.notes().extras(), Dialect.COHERE, out);
    }

    /** A text alone is written as a string, which Cohere takes for the same. */
    private JsonNode content(List<Part> parts) {
        if (parts.size() == 1
                && parts.getFirst() instanceof Part.Text text
                && text.notes().extras().isEmpty()) {
            CohereParts.note(text.notes(), losses);
            return messages.textNode(text.text());
        }
        if (parts.isEmpty()) {
            return messages.textNode("");
        }
        ArrayNode content = JsonTree.object().putArray("content");
        for (Part part : parts) {
            ObjectNode block = CohereParts.block(part, losses);
            if (block != null) {
                content.add(block);
            }
        }
        return content;
    }
}
