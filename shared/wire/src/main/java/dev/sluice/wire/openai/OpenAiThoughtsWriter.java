package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes thoughts and seals as {@code reasoning_content} and items of {@code reasoning_details}. */
final class OpenAiThoughtsWriter {
    private OpenAiThoughtsWriter() {}

    /** For a client, who sends all of it back: words in both, seals of whatever part in the details. */
    static void forClient(List<Part> parts, ObjectNode message) {
        String text = text(parts);
        if (!text.isEmpty()) {
            message.put("reasoning_content", text);
        }
        if (parts.stream().allMatch(part -> part.notes().seal() == null)) {
            return;
        }
        ArrayNode details = message.putArray("reasoning_details");
        int index = 0;
        for (Part part : parts) {
            List<ObjectNode> written = details(part, index);
            details.addAll(written);
            index += (written.isEmpty() ? 0 : 1) + (part instanceof Part.ToolUse ? 1 : 0);
        }
    }

    /** All thoughts in words. */
    static String text(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Reasoning reasoning ? reasoning.text() : "")
                .collect(Collectors.joining());
    }

    /**
     * The details of one part; none if it has no seal.
     *
     * @param index how many parts with details, and how many calls, came before: so the thoughts of each call are found
     */
    static List<ObjectNode> details(Part part, int index) {
        if (part instanceof Part.Reasoning reasoning) {
            return reasoning(reasoning, index);
        }
        Seal seal = part.notes().seal();
        if (seal != null && part instanceof Part.ToolUse use) {
            return List.of(
                    encrypted(seal, Seals.write(seal, Dialect.OPENAI), index).put("id", use.id()));
        }
        return seal != null && part instanceof Part.Text
                ? List.of(encrypted(seal, Seals.writeForNext(seal), index))
                : List.of();
    }

    private static List<ObjectNode> reasoning(Part.Reasoning part, int index) {
        Seal seal = part.notes().seal();
        if (seal == null) {
            return List.of(); // its words are in reasoning_content
        }
        if (seal.origin() == Dialect.OPENAI) {
            return List.of(restored(seal, part.text()));
        }
        List<ObjectNode> details = new ArrayList<>(2);
        if (!part.text().isEmpty()) {
            ObjectNode words = JsonTree.object()
                    .put("type", part.summary() ? OpenAiThought.SUMMARY : OpenAiThought.TEXT)
                    .put(part.summary() ? "summary" : "text", part.text())
                    .put("index", index);
            if (!part.summary()) {
                words.put("signature", Seals.write(seal, Dialect.OPENAI)).put("format", format(seal));
            }
            details.add(words);
        }
        if (part.summary() || part.text().isEmpty()) {
            details.add(encrypted(seal, Seals.write(seal, Dialect.OPENAI), index));
        }
        return details;
    }

    /** A detail as it came, from its seal and its words. */
    static ObjectNode restored(Seal seal, String text) {
        ObjectNode detail = JsonTree.parse(seal.value()).orElse(null) instanceof ObjectNode whole
                ? whole
                : JsonTree.object().put("type", OpenAiThought.TEXT).put("signature", seal.value());
        if (!text.isEmpty()) {
            boolean isSummary = detail.path("type").asText("").equals(OpenAiThought.SUMMARY);
            detail.put(isSummary ? "summary" : "text", text);
        }
        return detail;
    }

    private static ObjectNode encrypted(Seal seal, String data, int index) {
        return JsonTree.object()
                .put("type", OpenAiThought.ENCRYPTED)
                .put("data", data)
                .put("format", format(seal))
                .put("index", index);
    }

    /** OpenRouter's names for whose signatures these are. */
    private static String format(Seal seal) {
        return switch (seal.origin()) {
            case ANTHROPIC, BEDROCK -> "anthropic-claude-v1";
            case GEMINI -> "google-gemini-v1";
            case RESPONSES -> "openai-responses-v1";
            case OPENAI, COHERE -> "unknown";
        };
    }
}
