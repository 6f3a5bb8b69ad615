package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The content blocks of a streamed message that have begun and not ended, by their index. Not thread safe. */
final class AnthropicOpenBlocks {
    private final TreeMap<Long, Open> open = new TreeMap<>();
    private int parts;

    /** A block between its start and its stop. */
    private static final class Open {
        final int part;
        final Part head;
        /** Of a block that the model does not know: itself, to be given on whole. */
        final @Nullable ObjectNode whole;
        /** What is given if no delta brings it: some servers send all at the start. */
        final String first;

        final StringBuilder input = new StringBuilder();
        String signature = "";
        boolean hasText;

        Open(int part, Part head, String first) {
            this.part = part;
            this.head = head;
            this.first = first;
            this.whole = head instanceof Part.Opaque opaque ? (ObjectNode) JsonTree.node(opaque.json()) : null;
        }
    }

    void start(Doc event, Consumer<ChatEvent> to) {
        endAll(to); // blocks never overlap; where one does, its stop was lost
        Doc block = event.object("content_block");
        if (block.isAbsent()) {
            return;
        }
        Part part = AnthropicParts.ofUpstream().part(block);
        Open opened = new Open(parts++, head(part), first(part));
        if (part instanceof Part.Reasoning && part.notes().seal() != null) {
            opened.signature = part.notes().seal().value();
            opened.hasText = block.node().path("type").asText().equals("redacted_thinking");
        }
        open.put(event.integerOr("index", 0), opened);
        if (opened.whole == null) {
            to.accept(new ChatEvent.PartBegan(0, opened.part, opened.head));
        }
        if (part instanceof Part.Text text) {
            text.citations().forEach(citation -> to.accept(new ChatEvent.Cited(0, opened.part, citation)));
        }
        if (!(part instanceof Part.ToolUse)) {
            say(opened, opened.first, to);
        }
    }

    private static Part head(Part part) {
        return switch (part) {
            case Part.Text text -> new Part.Text("", List.of(), text.notes());
            case Part.Reasoning thought ->
                new Part.Reasoning("", false, thought.notes().with((Seal) null));
            case Part.ToolUse use -> new Part.ToolUse(use.id(), use.name(), "", false, use.notes());
            default -> part;
        };
    }

    private static String first(Part part) {
        return switch (part) {
            case Part.Text text -> text.text();
            case Part.Reasoning thought -> thought.text();
            case Part.ToolUse use -> use.input();
            default -> "";
        };
    }

    private static void say(Open block, String text, Consumer<ChatEvent> to) {
        if (!text.isEmpty()) {
            block.hasText = true;
            to.accept(new ChatEvent.Delta(0, block.part, text));
        }
    }

    void delta(Doc event, Consumer<ChatEvent> to) {
        Open block = open.get(event.integerOr("index", 0));
        if (block == null) {
            return;
        }
        Doc delta = event.object("delta");
        switch (delta.textOr("type", "")) {
            case "text_delta" -> said(block, delta.textOr("text", ""), to);
            case "thinking_delta" -> said(block, delta.textOr("thinking", ""), to);
            case "input_json_delta" -> said(block, delta.textOr("partial_json", ""), to);
            case "signature_delta" -> block.signature = delta.textOr("signature", "");
            case "citations_delta" -> {
                if (block.head instanceof Part.Text) {
                    to.accept(new ChatEvent.Cited(0, block.part, AnthropicCitations.read(delta.object("citation"))));
                }
            }
            default -> added(block, delta);
        }
    }

    private static void said(Open block, String text, Consumer<ChatEvent> to) {
        if (block.whole == null) {
            say(block, text, to);
        } else {
            block.input.append(text);
        }
    }

    /** A delta of a kind that is not known brings members of a block that is not known either. */
    private static void added(Open block, Doc delta) {
        if (block.whole != null) {
            delta.node().properties().forEach(member -> {
                if (!member.getKey().equals("type")) {
                    block.whole.set(member.getKey(), member.getValue());
                }
            });
        }
    }

    void stop(Doc event, Consumer<ChatEvent> to) {
        Open block = open.remove(event.integerOr("index", 0));
        if (block != null) {
            end(block, to);
        }
    }

    /** Ends all, in order. */
    void endAll(Consumer<ChatEvent> to) {
        open.values().forEach(block -> end(block, to));
        open.clear();
    }

    private static void end(Open block, Consumer<ChatEvent> to) {
        if (block.whole != null) {
            to.accept(new ChatEvent.PartBegan(0, block.part, whole(block, block.whole)));
        } else if (block.head instanceof Part.ToolUse && !block.hasText) {
            say(block, block.first, to);
        }
        if (!block.signature.isEmpty()) {
            String id = block.hasText ? null : Seals.OMITTED;
            to.accept(new ChatEvent.Sealed(0, block.part, new Seal(Dialect.ANTHROPIC, block.signature, id)));
        }
        to.accept(new ChatEvent.PartEnded(0, block.part));
    }

    private static Part whole(Open block, ObjectNode whole) {
        JsonNode input = block.input.isEmpty()
                ? null
                : JsonTree.parse(block.input.toString()).orElse(null);
        if (input != null) {
            whole.set("input", input);
        }
        return new Part.Opaque(Dialect.ANTHROPIC, whole.path("type").asText(), JsonTree.raw(whole), Notes.NONE);
    }
}
