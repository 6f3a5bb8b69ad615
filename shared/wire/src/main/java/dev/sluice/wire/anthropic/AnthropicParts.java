package dev.sluice.wire.anthropic;

import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads content blocks, of requests and of answers. Not thread safe: in a conversation it remembers the names of the tools
 * that were called, since results come with ids only.
 */
final class AnthropicParts {
    private static final Set<String> TEXT = Set.of("type", "text", "citations");
    private static final Set<String> IMAGE = Set.of("type", "source");
    private static final Set<String> DOCUMENT = Set.of("type", "source", "title", "context", "citations");
    private static final Set<String> THINKING = Set.of("type", "thinking", "signature");
    private static final Set<String> REDACTED = Set.of("type", "data");
    private static final Set<String> TOOL_USE = Set.of("type", "id", "name", "input");
    private static final Set<String> TOOL_RESULT = Set.of("type", "tool_use_id", "content", "is_error");

    private final boolean fromCaller;
    private final Map<String, String> tools = new HashMap<>();

    private AnthropicParts(boolean fromCaller) {
        this.fromCaller = fromCaller;
    }

    /** For a request, whose seals may be wrapped ones of other upstreams. */
    static AnthropicParts ofCaller() {
        return new AnthropicParts(true);
    }

    /** For an answer, whose seals are Anthropic's, whatever they look like. */
    static AnthropicParts ofUpstream() {
        return new AnthropicParts(false);
    }

    /** Reads the content of a message: a text, or blocks. */
    List<Part> content(Doc content) {
        if (content.isText()) {
            return List.of(new Part.Text(content.asText()));
        }
        List<Part> parts = new ArrayList<>();
        Seal forNext = null;
        for (Doc block : content.items()) {
            Part part = part(block);
            Seals.Carried carried = carried(block);
            if (carried != null && carried.forNext()) {
                forNext = carried.seal();
                continue;
            }
            parts.add(forNext == null ? part : sealed(part, forNext));
            forNext = null;
        }
        if (forNext != null) {
            parts.add(new Part.Text("", List.of(), Notes.NONE.with(forNext)));
        }
        return List.copyOf(parts);
    }

    private Seals.@Nullable Carried carried(Doc block) {
        boolean mayCarry = fromCaller && block.node().path("type").asText().equals("redacted_thinking");
        return mayCarry ? Seals.read(block.textOr("data", ""), Dialect.ANTHROPIC, null) : null;
    }

    private static Part sealed(Part part, Seal seal) {
        return switch (part) {
            case Part.Text text ->
                new Part.Text(text.text(), text.citations(), text.notes().with(seal));
            case Part.ToolUse use ->
                new Part.ToolUse(
                        use.id(),
                        use.name(),
                        use.input(),
                        use.custom(),
                        use.notes().with(seal));
            case Part.Reasoning thought ->
                new Part.Reasoning(
                        thought.text(), thought.summary(), thought.notes().with(seal));
            default -> part;
        };
    }

    /** Reads a block; one of a type that the model does not know is opaque. */
    Part part(Doc block) {
        return switch (block.at("type").isAbsent() ? "" : block.text("type")) {
            case "text" -> text(block);
            case "image" -> image(block);
            case "document" -> document(block);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> redacted(block);
            case "tool_use" -> toolUse(block);
            case "tool_result" -> toolResult(block);
            case "" -> throw block.at("type").wrong("given");
            default -> opaque(block);
        };
    }

    private static Part text(Doc block) {
        List<Citation> citations =
                block.list("citations").stream().map(AnthropicCitations::read).toList();
        return new Part.Text(block.text("text"), citations, AnthropicFields.notes(block, TEXT));
    }

    private static Part image(Doc block) {
        Source source = AnthropicSources.read(block.object("source"));
        return source == null || source instanceof Source.Plain
                ? opaque(block)
                : new Part.Image(source, null, AnthropicFields.notes(block, IMAGE));
    }

    private static Part document(Doc block) {
        Doc source = block.object("source");
        Source read = AnthropicSources.read(source);
        if (read == null) {
            return opaque(block);
        }
        boolean cited = block.object("citations").flag("enabled");
        Set<String> known = new HashSet<>(DOCUMENT);
        if (!cited) {
            known.remove("citations");
        }
        if (source.textOr("type", "").equals("content")) {
            known.remove("source"); // its blocks cannot be told from one text
        }
        Notes notes = AnthropicFields.notes(block, known);
        return new Part.Document(read, block.textOrNull("title"), block.textOrNull("context"), cited, notes);
    }

    /** Whether the document's source stands in its extras, since the model knows only its words. */
    static boolean keepsItsSource(Part.Document document) {
        Extras extras = document.notes().extras();
        return extras.isOf(Dialect.ANTHROPIC) && JsonTree.node(extras.members()).has("source");
    }

    private Part thinking(Doc block) {
        String text = block.textOr("thinking", "");
        String signature = block.textOr("signature", "");
        Notes notes = AnthropicFields.notes(block, THINKING);
        return new Part.Reasoning(text, false, signature.isEmpty() ? notes : notes.with(seal(text, signature)));
    }

    /** The seal of a {@code thinking} block. */
    private Seal seal(String text, String signature) {
        String id = text.isEmpty() ? Seals.OMITTED : null;
        return fromCaller
                ? Seals.read(signature, Dialect.ANTHROPIC, id).seal()
                : new Seal(Dialect.ANTHROPIC, signature, id);
    }

    private Part redacted(Doc block) {
        String data = block.textOr("data", "");
        Seal seal = fromCaller ? Seals.read(data, Dialect.ANTHROPIC, null).seal() : new Seal(Dialect.ANTHROPIC, data);
        return new Part.Reasoning(
                "", false, AnthropicFields.notes(block, REDACTED).with(seal));
    }

    private Part toolUse(Doc block) {
        Doc input = block.object("input");
        String arguments =
                input.isAbsent() || input.node().isEmpty() ? "" : input.raw().text();
        Part.ToolUse use = new Part.ToolUse(
                block.text("id"), block.text("name"), arguments, false, AnthropicFields.notes(block, TOOL_USE));
        tools.put(use.id(), use.name());
        return use;
    }

    private Part toolResult(Doc block) {
        Doc content = block.at("content");
        String id = block.text("tool_use_id");
        Set<String> known = new HashSet<>(TOOL_RESULT);
        if (Boolean.FALSE.equals(block.flagOrNull("is_error"))) {
            known.remove("is_error");
        }
        return new Part.ToolResult(
                id,
                tools.get(id),
                content.isAbsent() ? List.of() : content(content),
                block.flag("is_error"),
                AnthropicFields.notes(block, known));
    }

    private static Part opaque(Doc block) {
        return new Part.Opaque(Dialect.ANTHROPIC, block.text("type"), block.raw(), Notes.of(Extras.NONE));
    }
}
