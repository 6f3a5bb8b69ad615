package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads content blocks. Each is an object whose one member names its kind; a wish to cache, and a seal for which there is no
 * other place, are blocks of their own, before or after what they belong to.
 */
final class BedrockContentReader {
    /** Says that unsigned or empty thoughts stood as a text, and not as redacted ones. */
    static final Extras AS_TEXT = BedrockExtras.of(asText());

    private final boolean ofCaller;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Seal forNext;

    private BedrockContentReader(boolean ofCaller) {
        this.ofCaller = ofCaller;
    }

    /** The parts of a caller's message. */
    static List<Part> ofCaller(List<Doc> blocks) {
        return new BedrockContentReader(true).read(blocks);
    }

    /** The parts of an upstream's answer. */
    static List<Part> ofUpstream(List<Doc> blocks) {
        return new BedrockContentReader(false).read(blocks);
    }

    private List<Part> read(List<Doc> blocks) {
        for (Doc block : blocks) {
            if (!block.isObject()) {
                throw block.wrong("a content block");
            }
            if (block.has("cachePoint") && mark(block)) {
                continue;
            }
            if (block.has("reasoningContent")) {
                thought(block);
            } else {
                add(part(block));
            }
        }
        if (forNext != null) {
            // What followed was an empty text, which has no block here.
            parts.add(new Part.Text("", List.of(), Notes.NONE.with(forNext)));
        }
        return parts;
    }

    /** Marks the part before; false if there is none, or it has a mark already. */
    private boolean mark(Doc block) {
        if (parts.isEmpty() || parts.getLast().notes().cache() != null) {
            return false;
        }
        CacheMark mark = new CacheMark(block.at("cachePoint").textOrNull("ttl"));
        if (!BedrockExtras.beyond(BedrockContentWriter.cachePoint(mark), block.node())
                .isEmpty()) {
            return false;
        }
        Part last = parts.removeLast();
        parts.add(BedrockNotes.with(last, last.notes().with(mark)));
        return true;
    }

    private void add(Part part) {
        Notes notes = part.notes();
        if (forNext != null && notes.seal() == null) {
            part = BedrockNotes.with(part, notes.with(forNext));
            forNext = null;
        }
        parts.add(part);
    }

    private void thought(Doc block) {
        Doc thought = block.object("reasoningContent");
        if (thought.has("redactedContent")) {
            Seals.Carried carried =
                    Seals.read(BedrockBlob.read(thought.text("redactedContent")), Dialect.BEDROCK, null);
            if (carried.forNext()) {
                forNext = carried.seal();
            } else {
                parts.add(new Part.Reasoning("", false, Notes.NONE.with(carried.seal())));
            }
        } else if (thought.has("reasoningText")) {
            parts.add(said(thought.object("reasoningText")));
        } else {
            parts.add(opaque("reasoningContent", block));
        }
    }

    private Part said(Doc thought) {
        String text = thought.textOr("text", "");
        String signature = thought.textOr("signature", "");
        boolean isMarked = signature.isEmpty() ? ofCaller : text.isEmpty();
        Notes notes = Notes.of(isMarked ? AS_TEXT : Extras.NONE);
        if (signature.isEmpty()) {
            return new Part.Reasoning(text, false, notes);
        }
        String id = text.isEmpty() ? Seals.OMITTED : null;
        Seal seal = Seals.read(signature, Dialect.BEDROCK, id).seal();
        return new Part.Reasoning(text, false, notes.with(seal));
    }

    private Part part(Doc block) {
        Part plain = plain(block);
        if (plain instanceof Part.Opaque) {
            return plain;
        }
        Extras extras = BedrockExtras.beyond(BedrockContentWriter.trial(plain), block.node());
        return extras.isEmpty() ? plain : BedrockNotes.with(plain, Notes.of(extras));
    }

    private Part plain(Doc block) {
        if (block.has("text")) {
            return new Part.Text(block.text("text"));
        }
        if (block.has("toolUse")) {
            return toolUse(block);
        }
        if (block.has("toolResult")) {
            return toolResult(block);
        }
        if (block.has("citationsContent")) {
            return cited(block);
        }
        if (block.has("json")) {
            return new Part.Text(block.at("json").raw().text());
        }
        Part medium = BedrockMediaReader.read(block);
        return medium == null ? opaque(kind(block), block) : medium;
    }

    private static Part toolUse(Doc block) {
        Doc use = block.object("toolUse");
        // Calls of tools that run at Amazon have a type: https://docs.aws.amazon.com/nova/latest/nova2-userguide/
        if (use.has("type") && !use.at("type").asText().equals("tool_use")) {
            return opaque("toolUse", block);
        }
        Doc input = use.at("input");
        return new Part.ToolUse(
                use.text("toolUseId"),
                use.text("name"),
                input.isAbsent() ? "" : input.raw().text(),
                false,
                Notes.NONE);
    }

    private static Part toolResult(Doc block) {
        Doc result = block.object("toolResult");
        if (result.has("type")) {
            return opaque("toolResult", block);
        }
        return new Part.ToolResult(
                result.text("toolUseId"),
                null,
                ofCaller(result.list("content")),
                "error".equals(result.textOrNull("status")),
                Notes.NONE);
    }

    private static Part cited(Doc block) {
        Doc content = block.object("citationsContent");
        StringBuilder text = new StringBuilder();
        content.list("content").forEach(piece -> text.append(piece.textOr("text", "")));
        List<Citation> citations = content.list("citations").stream()
                .map(citation -> BedrockCitations.read(citation.node()))
                .toList();
        return new Part.Text(text.toString(), citations, Notes.NONE);
    }

    static Part opaque(String kind, Doc block) {
        return new Part.Opaque(Dialect.BEDROCK, kind, block.raw(), Notes.NONE);
    }

    private static String kind(Doc block) {
        return block.members().isEmpty() ? "" : block.members().getFirst().getKey();
    }

    private static ObjectNode asText() {
        ObjectNode mark = JsonTree.object();
        mark.putObject("reasoningContent").putObject("reasoningText");
        return mark;
    }

    /** Whether thoughts that are unsigned or empty stood as a text. */
    static boolean isAsText(Notes notes) {
        JsonNode marked = BedrockExtras.member(notes.extras(), "reasoningContent");
        return marked.has("reasoningText");
    }
}
