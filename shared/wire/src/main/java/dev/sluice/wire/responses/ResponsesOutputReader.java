package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Finish.Reason;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the output items of an upstream's answer: whole, or their heads where the rest comes in events. */
final class ResponsesOutputReader {
    private static final Set<String> MESSAGE = Set.of("type", "role", "content", "status");
    private static final Set<String> CALL = Set.of("type", "call_id", "name", "arguments", "input", "status");
    private static final Set<String> REASONING = Set.of("type", "summary", "content", "encrypted_content", "status");

    private static final Set<String> PICTURE = Set.of("type", "result", "output_format");
    static final String PNG = "image/png";

    private ResponsesOutputReader() {}

    /** What an item is, by its type. */
    enum Kind {
        MESSAGE,
        CALL,
        CUSTOM_CALL,
        REASONING,
        PICTURE,
        OPAQUE;

        static Kind of(JsonNode item) {
            return switch (item.path("type").asText()) {
                case "message" -> MESSAGE;
                case "function_call" -> CALL;
                case "custom_tool_call" -> CUSTOM_CALL;
                case "reasoning" -> REASONING;
                case "image_generation_call" -> item.path("result").isTextual() ? PICTURE : OPAQUE;
                default -> OPAQUE;
            };
        }
    }

    static List<Part> parts(JsonNode item) {
        return switch (Kind.of(item)) {
            case MESSAGE -> words(item);
            case CALL -> List.of(call(item, item.path("arguments").asText("")));
            case CUSTOM_CALL -> List.of(call(item, item.path("input").asText("")));
            case REASONING -> List.of(reasoning(item));
            case PICTURE -> List.of(picture(item));
            case OPAQUE -> List.of(opaque(item));
        };
    }

    private static List<Part> words(JsonNode item) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode content : item.path("content")) {
            parts.add(part(item, content, parts.size()));
        }
        return parts;
    }

    /** A content part of a message; the first one knows the members of its item. */
    static Part part(JsonNode item, JsonNode content, int index) {
        Notes notes = Notes.NONE;
        if (index == 0) {
            ObjectNode members = JsonTree.object();
            members.set(ResponsesNotes.ITEM, ResponsesNotes.rest(item, MESSAGE));
            notes = Notes.of(ResponsesNotes.of(members));
        }
        return switch (content.path("type").asText()) {
            case "refusal" -> new Part.Refusal(content.path("refusal").asText(""), notes);
            case "output_text", "text" ->
                new Part.Text(
                        content.path("text").asText(""), ResponsesCitations.read(content.path("annotations")), notes);
            default -> new Part.Opaque(Dialect.RESPONSES, content.path("type").asText(), JsonTree.raw(content), notes);
        };
    }

    static Part.ToolUse call(JsonNode item, String input) {
        String id = item.path("call_id").asText(item.path("id").asText(""));
        boolean custom = Kind.of(item) == Kind.CUSTOM_CALL;
        Notes notes = Notes.of(ResponsesNotes.of(ResponsesNotes.rest(item, CALL)));
        return new Part.ToolUse(id, item.path("name").asText(""), input, custom, notes);
    }

    private static Part reasoning(JsonNode item) {
        boolean summed = item.path("content").isEmpty() || !item.path("summary").isEmpty();
        String text = ResponsesParts.joined(item.path(summed ? "summary" : "content"));
        Seal seal = seal(item);
        Part.Reasoning head = thought(item, text, summed);
        return seal == null
                ? head
                : new Part.Reasoning(text, summed, head.notes().with(seal));
    }

    static Part.Reasoning thought(JsonNode item, String text, boolean summed) {
        Notes notes = Notes.of(ResponsesNotes.of(ResponsesNotes.rest(item, REASONING)));
        return new Part.Reasoning(text, summed, notes);
    }

    static @Nullable Seal seal(JsonNode item) {
        String sealed = item.path("encrypted_content").textValue();
        return sealed == null
                ? null
                : Seals.read(sealed, Dialect.RESPONSES, item.path("id").textValue())
                        .seal();
    }

    /** What the hosted tool for pictures has made: the one of its calls that says something in other dialects. */
    private static Part picture(JsonNode item) {
        String format = item.path("output_format").asText("png");
        Source source = new Source.Inline("image/" + format, item.path("result").asText());
        ObjectNode rest = ResponsesNotes.rest(item, PICTURE);
        if (format.equals("png") && item.has("output_format")) {
            rest.set("output_format", item.get("output_format"));
        }
        return new Part.Image(source, null, Notes.of(ResponsesNotes.of(rest)));
    }

    static Part.Opaque opaque(JsonNode item) {
        return new Part.Opaque(Dialect.RESPONSES, item.path("type").asText("item"), JsonTree.raw(item), Notes.NONE);
    }

    static List<TokenLogprob> logprobs(JsonNode item) {
        List<TokenLogprob> all = new ArrayList<>();
        for (JsonNode content : item.path("content")) {
            all.addAll(ResponsesLogprobs.read(content.path("logprobs")));
        }
        return all;
    }

    /** Why the answer ended. */
    static Finish finish(JsonNode response, boolean calls) {
        String status = response.path("status").asText("completed");
        String reason = response.path("incomplete_details").path("reason").asText("");
        return switch (status) {
            case "incomplete" ->
                Finish.of(
                        switch (reason) {
                            case "max_output_tokens", "max_tokens" -> Reason.LENGTH;
                            case "content_filter" -> Reason.FILTERED;
                            default -> Reason.OTHER;
                        },
                        Dialect.RESPONSES,
                        reason);
            case "failed", "cancelled" -> Finish.of(Reason.FAILED, Dialect.RESPONSES, status);
            default -> Finish.of(calls ? Reason.TOOL_USE : Reason.STOP, Dialect.RESPONSES, status);
        };
    }
}
