package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the messages of a caller's request. */
final class CohereMessageReader {
    private static final Set<String> PLAIN = Set.of("role", "content");
    private static final Set<String> TOOL = Set.of("role", "content", "tool_call_id");
    private static final Set<String> ASSISTANT = Set.of("role", "content", "tool_plan", "tool_calls", "citations");
    private static final Set<String> BLOCK = Set.of("type", "text", "thinking", "image_url");
    private static final Set<String> CALL = Set.of("id", "type", "function");
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";
    /**
     * Marks thoughts that came as a tool plan, which are in a place of their own. A list that says nothing: the thoughts are
     * all there is to lose in other dialects.
     */
    static final Extras TOOL_PLAN = new Extras(Dialect.COHERE, new RawJson("{\"tool_plan\":[]}"));

    private CohereMessageReader() {}

    static Message read(Doc message) {
        String role = message.text("role");
        return switch (role) {
            case "system" -> plain(Message.Role.SYSTEM, message);
            case "user" -> plain(Message.Role.USER, message);
            case "assistant" -> assistant(message);
            case "tool" -> tool(message);
            default -> throw message.at("role").wrong("one of system, user, assistant, tool");
        };
    }

    private static Message plain(Message.Role role, Doc message) {
        Doc content = message.at("content");
        if (content.isAbsent()) {
            throw content.wrong("a string or an array");
        }
        return new Message(role, content(content), null, Notes.of(message.rest(Dialect.COHERE, PLAIN)));
    }

    private static Message tool(Doc message) {
        String id = CohereToolIds.read(message.text("tool_call_id")).id();
        Extras extras = message.rest(Dialect.COHERE, TOOL);
        Part result = new Part.ToolResult(id, null, content(message.at("content")), false, Notes.of(extras));
        return new Message(Message.Role.TOOL, List.of(result));
    }

    private static Message assistant(Doc message) {
        List<Part> parts = new ArrayList<>();
        String plan = message.textOrNull("tool_plan");
        if (plan != null) {
            parts.add(new Part.Reasoning(plan, false, Notes.of(TOOL_PLAN)));
        }
        List<Part> content = content(message.at("content"));
        parts.addAll(cited(content, message.list("citations")));
        CohereSealedTurn turn = new CohereSealedTurn(parts);
        for (Doc call : message.list("tool_calls")) {
            call(call, turn);
        }
        return new Message(
                Message.Role.ASSISTANT, turn.parts(), null, Notes.of(message.rest(Dialect.COHERE, ASSISTANT)));
    }

    private static void call(Doc call, CohereSealedTurn turn) {
        Doc function = call.object("function");
        CohereToolIds.Carried carried = CohereToolIds.read(call.textOr("id", ""));
        Notes notes = Notes.of(call.rest(Dialect.COHERE, CALL));
        Seal own = carried.own();
        Part.ToolUse use = new Part.ToolUse(
                carried.id(),
                function.text("name"),
                function.textOr("arguments", ""),
                false,
                own == null ? notes : notes.with(own));
        turn.add(use, carried.thoughts());
    }

    private static List<Part> content(Doc content) {
        if (content.isAbsent()) {
            return List.of();
        }
        if (content.isText()) {
            return List.of(new Part.Text(content.asText()));
        }
        List<Part> parts = new ArrayList<>();
        for (Doc block : content.items()) {
            parts.add(block(block));
        }
        return parts;
    }

    private static Part block(Doc block) {
        Notes notes = Notes.of(block.rest(Dialect.COHERE, BLOCK));
        String type = block.text("type");
        return switch (type) {
            case "text" -> new Part.Text(block.text("text"), List.of(), notes);
            case "thinking" -> new Part.Reasoning(block.text("thinking"), false, notes);
            case "image_url" -> image(block.at("image_url"), notes);
            case "document" -> document(block);
            default -> new Part.Opaque(Dialect.COHERE, type, block.raw(), Notes.NONE);
        };
    }

    private static Part image(Doc image, Notes notes) {
        String url = image.isText() ? image.asText() : image.text("url");
        String detail = image.isText() ? null : image.textOrNull("detail");
        return new Part.Image(source(url), detail, notes);
    }

    private static Source source(String url) {
        int base64 = url.startsWith(DATA) ? url.indexOf(BASE64) : -1;
        return base64 < 0
                ? new Source.Url(url)
                : new Source.Inline(url.substring(DATA.length(), base64), url.substring(base64 + BASE64.length()));
    }

    /** A document in a tool's result is what the tool says, so other dialects get it as a text. */
    private static Part document(Doc block) {
        Doc document = block.object("document");
        JsonNode data = document.at("data").node();
        Extras extras = CohereDocuments.whole(document.node());
        return new Part.Text(CohereDocuments.content(data), List.of(), Notes.of(extras));
    }

    /** Hangs the citations on the texts that they point into. */
    static List<Part> cited(List<Part> content, List<Doc> citations) {
        if (citations.isEmpty()) {
            return content;
        }
        List<List<Citation>> byBlock = new ArrayList<>();
        content.forEach(part -> byBlock.add(new ArrayList<>()));
        for (Doc citation : citations) {
            int block = textBlock(content, citation.node().path("content_index"));
            if (block >= 0) {
                byBlock.get(block).addAll(CohereCitations.read(citation.node()));
            }
        }
        List<Part> cited = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            boolean isCited =
                    content.get(i) instanceof Part.Text && !byBlock.get(i).isEmpty();
            cited.add(isCited ? cited((Part.Text) content.get(i), byBlock.get(i)) : content.get(i));
        }
        return cited;
    }

    private static Part cited(Part.Text text, List<Citation> citations) {
        return new Part.Text(text.text(), citations, text.notes());
    }

    private static int textBlock(List<Part> content, JsonNode index) {
        int named = index.isIntegralNumber() && index.canConvertToInt() ? index.intValue() : -1;
        if (named >= 0 && named < content.size() && content.get(named) instanceof Part.Text) {
            return named;
        }
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Part.Text) {
                return i;
            }
        }
        return -1;
    }
}
