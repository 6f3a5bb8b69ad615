package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * Writes parts one after the other as content blocks of a stream. A block starts with the first thing that is said in it:
 * so a seal that comes with the part's beginning can stand before it, and empty blocks are never written.
 */
final class AnthropicBlockWriter {
    private static final Part NOTHING = new Part.Text("");

    private final Losses losses;
    private int blocks;
    private boolean open;
    private Part head = NOTHING;
    private @Nullable Seal seal;
    private final StringBuilder custom = new StringBuilder();

    AnthropicBlockWriter(Losses losses) {
        this.losses = losses;
    }

    /** Writes what follows from an event of the part at hand. */
    void write(ChatEvent event, EventSink out) {
        switch (event) {
            case ChatEvent.PartBegan began -> begin(began.head(), out);
            case ChatEvent.Delta delta -> say(delta.text(), out);
            case ChatEvent.Transcribed said -> words(said.text(), out);
            case ChatEvent.Sealed sealed -> seal(sealed.seal(), out);
            case ChatEvent.Cited cited -> cite(cited.citation(), out);
            case ChatEvent.PartEnded ignored -> end(out);
            case ChatEvent.Began ignored -> {}
            case ChatEvent.Weighed ignored -> {}
            case ChatEvent.Finished ignored -> {}
            case ChatEvent.Reported ignored -> {}
        }
    }

    private void begin(Part part, EventSink out) {
        head = part;
        seal = part.notes().seal();
        custom.setLength(0);
        switch (part) {
            case Part.Text text -> {
                say(text.text(), out);
                text.citations().forEach(citation -> cite(citation, out));
            }
            case Part.Reasoning thought -> say(thought.text(), out);
            case Part.ToolUse use -> {
                say(use.input(), out);
                if (use.custom()) {
                    losses.add(Loss.CUSTOM_TOOL);
                }
            }
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                say(refusal.text(), out);
            }
            case Part.Audio audio -> {
                losses.add(Loss.AUDIO);
                words(audio.transcript() == null ? "" : audio.transcript(), out);
            }
            case Part.Opaque opaque -> opaque(opaque, out);
            case Part.Image image -> {
                losses.add(Loss.IMAGE);
                losses.addIfPresent(Loss.SEAL, image.notes().seal());
            }
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Document ignored -> losses.add(Loss.DOCUMENT);
            case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
        }
    }

    private void opaque(Part.Opaque opaque, EventSink out) {
        if (opaque.dialect() != Dialect.ANTHROPIC) {
            losses.add(Loss.OPAQUE_PART);
            return;
        }
        ObjectNode whole = (ObjectNode) JsonTree.node(opaque.json());
        JsonNode input = whole.get("input");
        if (input == null) {
            start(whole, out);
            return;
        }
        whole.set("input", JsonTree.object());
        start(whole, out);
        if (!input.isEmpty()) {
            delta("input_json_delta", "partial_json", input.toString(), out);
        }
    }

    private void say(String text, EventSink out) {
        if (text.isEmpty()) {
            return;
        }
        switch (head) {
            case Part.Text ignored -> words(text, out);
            case Part.Refusal ignored -> words(text, out);
            case Part.Reasoning ignored -> {
                startThinking(out);
                delta("thinking_delta", "thinking", text, out);
            }
            case Part.ToolUse use -> {
                if (use.custom()) {
                    custom.append(text);
                } else {
                    startToolUse(use, out);
                    delta("input_json_delta", "partial_json", text, out);
                }
            }
            default -> {} // the bytes of a sound
        }
    }

    private void words(String text, EventSink out) {
        if (!text.isEmpty()) {
            startText(out);
            delta("text_delta", "text", text, out);
        }
    }

    private void startText(EventSink out) {
        if (!open) {
            sealBefore(out);
            ObjectNode block = JsonTree.object().put("type", "text").put("text", "");
            // Of a refusal or a sound, what its own dialect noted is no text's.
            AnthropicFields.write(head.notes(), block, losses);
            start(block, out);
        }
    }

    private void startThinking(EventSink out) {
        if (!open) {
            start(JsonTree.object().put("type", "thinking").put("thinking", "").put("signature", ""), out);
            if (seal != null) {
                sign(seal, out);
            }
        }
    }

    private void startToolUse(Part.ToolUse use, EventSink out) {
        if (!open) {
            sealBefore(out);
            ObjectNode block = JsonTree.object().put("type", "tool_use").put("id", use.id());
            block.put("name", use.name()).putObject("input");
            AnthropicFields.write(use.notes(), block, losses);
            start(block, out);
        }
    }

    private void sealBefore(EventSink out) {
        if (seal != null) {
            start(AnthropicBlocks.redactedForNext(seal), out);
            stop(out);
            seal = null;
        }
    }

    /** Thoughts are signed in their own block; a text that is sealed when it has begun goes on in a new block. */
    private void seal(Seal given, EventSink out) {
        if (!open) {
            seal = given;
            return;
        }
        switch (head) {
            case Part.Reasoning ignored -> sign(given, out);
            case Part.Text ignored -> {
                stop(out);
                seal = given;
            }
            default -> losses.add(Loss.SEAL);
        }
    }

    private void sign(Seal given, EventSink out) {
        delta("signature_delta", "signature", Seals.write(given, Dialect.ANTHROPIC), out);
    }

    private void cite(Citation citation, EventSink out) {
        JsonNode written = AnthropicCitations.write(citation, losses);
        if (written != null && head instanceof Part.Text) {
            startText(out);
            ObjectNode event = event("content_block_delta");
            event.putObject("delta").put("type", "citations_delta").set("citation", written);
            AnthropicEventWriter.event(event, out);
        }
    }

    private void end(EventSink out) {
        if (!open) {
            switch (head) {
                case Part.ToolUse use -> endToolUse(use, out);
                case Part.Reasoning ignored -> endHidden(out);
                case Part.Text ignored -> sealBefore(out);
                default -> {}
            }
        }
        if (open) {
            stop(out);
        }
        seal = null;
        head = NOTHING;
    }

    private void endToolUse(Part.ToolUse use, EventSink out) {
        startToolUse(use, out);
        if (use.custom()) {
            ObjectNode input = JsonTree.object().put(AnthropicTools.CUSTOM_INPUT, custom.toString());
            delta("input_json_delta", "partial_json", input.toString(), out);
        }
    }

    /** Thoughts of which there is nothing but the seal. */
    private void endHidden(EventSink out) {
        ArrayNode block = JsonTree.object().arrayNode();
        Seal given = seal;
        if (given != null && !AnthropicBlocks.isRedacted("", given)) {
            startThinking(out);
        } else if (given != null) {
            AnthropicBlocks.ofAnswer(losses)
                    .add(new Part.Reasoning("", false, head.notes().with(given)), block);
            start((ObjectNode) block.get(0), out);
        }
    }

    private ObjectNode event(String type) {
        return JsonTree.object().put("type", type).put("index", blocks);
    }

    private void start(ObjectNode block, EventSink out) {
        ObjectNode event = event("content_block_start");
        event.set("content_block", block);
        AnthropicEventWriter.event(event, out);
        open = true;
    }

    private void delta(String type, String member, String text, EventSink out) {
        ObjectNode event = event("content_block_delta");
        event.putObject("delta").put("type", type).put(member, text);
        AnthropicEventWriter.event(event, out);
    }

    private void stop(EventSink out) {
        AnthropicEventWriter.event(event("content_block_stop"), out);
        blocks++;
        open = false;
    }
}
