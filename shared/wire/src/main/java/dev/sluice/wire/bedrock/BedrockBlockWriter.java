package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes parts as they come as content blocks, numbered from 0 without gaps. Blocks never overlap: a call that comes while
 * another part is open waits. A text without words is no block.
 */
final class BedrockBlockWriter {
    private final Losses losses;
    /** Parts in the order in which they began; all but the first wait. */
    private final Map<Integer, Block> open = new LinkedHashMap<>();

    private int next;

    /** A part that has begun and is not written to its end. */
    private static final class Block {
        private final Part head;
        private final List<ObjectNode> waiting = new ArrayList<>();
        /** What a custom tool is given, which must be whole to become an object. */
        private final StringBuilder free = new StringBuilder();

        private int index = -1;
        private boolean said;
        private boolean ended;

        Block(Part head) {
            this.head = head;
        }
    }

    BedrockBlockWriter(Losses losses) {
        this.losses = losses;
    }

    void begin(ChatEvent.PartBegan event, EventSink out) {
        Part head = event.head();
        Block block = new Block(head);
        open.put(event.part(), block);
        losses.carry(head.notes().extras(), Dialect.BEDROCK, JsonTree.object());
        losses.addIfPresent(Loss.CACHE_MARK, head.notes().cache());
        switch (head) {
            case Part.Text text -> {
                say(block, text.text());
                text.citations().forEach(citation -> add(block, citation(BedrockCitations.write(citation, losses))));
            }
            case Part.Reasoning thought -> {
                say(block, thought.text());
                seal(block, thought.notes());
            }
            case Part.ToolUse use -> {
                if (use.custom()) {
                    losses.add(Loss.CUSTOM_TOOL);
                }
                say(block, use.input());
            }
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                say(block, refusal.text());
            }
            case Part.Audio ignored -> losses.add(Loss.AUDIO);
            case Part.Image ignored -> {}
            case Part.Opaque ignored -> {}
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Document ignored -> losses.add(Loss.DOCUMENT);
            case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
        }
        flush(out);
    }

    private void seal(Block block, Notes notes) {
        if (notes.seal() != null) {
            add(block, sealed(block, notes.seal()));
        }
    }

    void say(ChatEvent.Delta event, EventSink out) {
        Block block = open.get(event.part());
        if (block != null && !(block.head instanceof Part.Audio)) {
            say(block, event.text());
            flush(out);
        }
    }

    void transcribe(ChatEvent.Transcribed event, EventSink out) {
        Block block = open.get(event.part());
        if (block != null) {
            say(block, event.text());
            flush(out);
        }
    }

    private void say(Block block, String text) {
        if (block.head instanceof Part.ToolUse use && use.custom()) {
            block.free.append(text);
        } else if (!text.isEmpty()) {
            add(block, delta(block.head, text));
            block.said = true;
        }
    }

    private static ObjectNode delta(Part head, String text) {
        ObjectNode delta = JsonTree.object();
        switch (head) {
            case Part.ToolUse ignored -> delta.putObject("toolUse").put("input", text);
            case Part.Reasoning ignored -> delta.putObject("reasoningContent").put("text", text);
            default -> delta.put("text", text);
        }
        return delta;
    }

    void seal(ChatEvent.Sealed event, EventSink out) {
        Block block = open.get(event.part());
        if (block == null || !(block.head instanceof Part.Reasoning)) {
            // Its place is before the part, which is being written.
            losses.add(Loss.SEAL);
            return;
        }
        add(block, sealed(block, event.seal()));
        flush(out);
    }

    private static ObjectNode sealed(Block block, Seal seal) {
        ObjectNode delta = JsonTree.object();
        String value = Seals.write(seal, Dialect.BEDROCK);
        ObjectNode content = delta.putObject("reasoningContent");
        if (block.said || Seals.isOmitted(seal) || BedrockContentReader.isAsText(block.head.notes())) {
            content.put("signature", value);
        } else {
            content.put("redactedContent", BedrockBlob.write(value));
        }
        return delta;
    }

    void cite(ChatEvent.Cited event, EventSink out) {
        Block block = open.get(event.part());
        if (block != null) {
            add(block, citation(BedrockCitations.write(event.citation(), losses)));
            flush(out);
        }
    }

    private static ObjectNode citation(JsonNode citation) {
        ObjectNode delta = JsonTree.object();
        delta.set("citation", citation);
        return delta;
    }

    private static void add(Block block, ObjectNode delta) {
        block.waiting.add(delta);
    }

    void end(int part, EventSink out) {
        Block block = open.get(part);
        if (block != null) {
            end(block);
            flush(out);
        }
    }

    private static void end(Block block) {
        if (!block.ended && block.head instanceof Part.ToolUse use && use.custom()) {
            JsonNode input = JsonTree.object().put(BedrockTools.FREE_TEXT, block.free.toString());
            add(block, delta(block.head, input.toString()));
        } else if (!block.ended && block.head instanceof Part.ToolUse && !block.said) {
            // Clients parse what they joined of the input, and nothing is no JSON.
            add(block, delta(block.head, "{}"));
        }
        block.ended = true;
    }

    void endAll(EventSink out) {
        open.values().forEach(BedrockBlockWriter::end);
        flush(out);
    }

    /** Writes what there is of the part that is to be written now, and of those behind it if it has ended. */
    private void flush(EventSink out) {
        while (!open.isEmpty()) {
            Map.Entry<Integer, Block> first = open.entrySet().iterator().next();
            Block block = first.getValue();
            start(block, out);
            block.waiting.forEach(delta -> delta(block, delta, out));
            block.waiting.clear();
            if (!block.ended) {
                return;
            }
            if (block.index >= 0) {
                BedrockEventWriter.event(out, "contentBlockStop", at(block));
            }
            open.remove(first.getKey());
        }
    }

    private void start(Block block, EventSink out) {
        if (block.index >= 0) {
            return;
        }
        switch (block.head) {
            case Part.ToolUse use -> {
                sealBefore(use, out);
                ObjectNode start = JsonTree.object();
                start.putObject("toolUse")
                        .put("toolUseId", BedrockNames.toolUseId(use.id()))
                        .put("name", use.name());
                start(block, start, out);
            }
            case Part.Opaque opaque -> opaque(block, opaque, out);
            case Part.Image image -> image(block, image, out);
            default -> {
                if (!block.waiting.isEmpty()) {
                    sealBefore(block.head, out);
                    block.index = next++;
                } else if (block.ended && block.head instanceof Part.Text) {
                    // Nothing was said, and it was sealed all the same.
                    sealBefore(block.head, out);
                }
            }
        }
    }

    /** Only thoughts have a place for a seal: one of another part goes before it. */
    private void sealBefore(Part part, EventSink out) {
        Seal seal = part.notes().seal();
        if (seal != null && !(part instanceof Part.Reasoning)) {
            Block carrier = new Block(part);
            carrier.index = next++;
            ObjectNode delta = BedrockContentWriter.sealForNext(seal);
            delta(carrier, delta, out);
            BedrockEventWriter.event(out, "contentBlockStop", at(carrier));
        }
    }

    private void opaque(Block block, Part.Opaque opaque, EventSink out) {
        if (block.ended && block.said) {
            return;
        }
        JsonNode json = opaque.dialect() == Dialect.BEDROCK ? JsonTree.node(opaque.json()) : JsonTree.object();
        block.said = true;
        if (json.path("toolUse") instanceof ObjectNode use) {
            ObjectNode start = JsonTree.object();
            start.set("toolUse", use.deepCopy().without("input"));
            start(block, start, out);
            add(
                    block,
                    delta(
                            new Part.ToolUse("", "", "", false, Notes.NONE),
                            use.path("input").toString()));
        } else if (json.path("toolResult") instanceof ObjectNode result) {
            ObjectNode start = JsonTree.object();
            start.set("toolResult", result.deepCopy().without("content"));
            start(block, start, out);
            ObjectNode delta = JsonTree.object();
            delta.set("toolResult", result.path("content"));
            add(block, delta);
        } else {
            losses.add(Loss.OPAQUE_PART);
        }
    }

    private void image(Block block, Part.Image image, EventSink out) {
        losses.addIfPresent(Loss.SEAL, image.notes().seal());
        ObjectNode written = new BedrockMediaWriter(losses, new BedrockDocumentNames()).image(image);
        if (written.path("image") instanceof ObjectNode inside) {
            ObjectNode start = JsonTree.object();
            start.set("image", inside.deepCopy().without("source"));
            start(block, start, out);
            ObjectNode delta = JsonTree.object();
            delta.putObject("image").set("source", inside.path("source"));
            add(block, delta);
        }
    }

    private void start(Block block, ObjectNode start, EventSink out) {
        block.index = next++;
        ObjectNode event = at(block);
        event.set("start", start);
        BedrockEventWriter.event(out, "contentBlockStart", event);
    }

    private static void delta(Block block, ObjectNode delta, EventSink out) {
        ObjectNode event = at(block);
        event.set("delta", delta);
        BedrockEventWriter.event(out, "contentBlockDelta", event);
    }

    private static ObjectNode at(Block block) {
        return JsonTree.object().put("contentBlockIndex", block.index);
    }
}
