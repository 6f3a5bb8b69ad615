package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the parts of one choice as deltas. */
final class OpenAiChoiceWriter {
    private final String answer;
    private final Losses losses;
    private final Consumer<ObjectNode> deltas;
    private final Map<Integer, Written> parts = new HashMap<>();
    private int calls;
    private int details;
    private int textLength;
    private boolean refused;

    /** @param deltas takes each delta, to be put into a chunk of its own */
    OpenAiChoiceWriter(String answer, Losses losses, Consumer<ObjectNode> deltas) {
        this.answer = answer;
        this.losses = losses;
        this.deltas = deltas;
        deltas.accept(delta().put("role", "assistant").put("content", ""));
    }

    /** A part that has begun. */
    private static final class Written {
        private final Part head;
        private final int place;
        private final StringBuilder thought = new StringBuilder();
        private boolean isEmpty = true;

        /** @param place the index of a call, or where a text begins in the message's */
        Written(Part head, int place) {
            this.head = head;
            this.place = place;
        }
    }

    boolean refused() {
        return refused;
    }

    private static ObjectNode delta() {
        return JsonTree.object();
    }

    void begin(int number, Part head) {
        Written part = new Written(head, head instanceof Part.ToolUse ? calls : textLength);
        parts.put(number, part);
        switch (head) {
            case Part.Text text -> said(part, text);
            case Part.Reasoning reasoning -> more(part, reasoning.text());
            case Part.Refusal refusal -> more(part, refusal.text());
            case Part.ToolUse use -> call(part, use);
            case Part.Audio audio -> audio(part, audio);
            case Part.Image image -> image(image);
            case Part.Opaque opaque -> opaque(opaque);
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Document ignored -> losses.add(Loss.DOCUMENT);
            case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
        }
        if (head.notes().seal() != null) {
            sealed(head.notes().seal(), part);
        }
    }

    private void said(Written part, Part.Text text) {
        more(part, text.text());
        text.citations().forEach(citation -> cite(part, citation));
        losses.carry(text.notes().extras(), Dialect.OPENAI, delta());
    }

    private void call(Written part, Part.ToolUse use) {
        ObjectNode call = OpenAiCalls.write(use, use.id(), losses).put("index", calls++);
        ObjectNode body = (ObjectNode) call.get(use.custom() ? "custom" : "function");
        body.put(use.custom() ? "input" : "arguments", "");
        ObjectNode delta = delta();
        delta.putArray("tool_calls").add(call);
        deltas.accept(delta);
        more(part, use.input());
    }

    private void audio(Written part, Part.Audio audio) {
        ObjectNode delta = delta();
        OpenAiAudio.write(audio, answer, delta, losses);
        if (delta.get("audio") instanceof ObjectNode written) {
            if (written.path("data").asText("").isEmpty()) {
                written.remove("data");
            }
            part.isEmpty = false;
            deltas.accept(delta);
        }
    }

    private void opaque(Part.Opaque opaque) {
        if (opaque.dialect() == Dialect.OPENAI) {
            ObjectNode delta = delta();
            delta.putArray("content").add(JsonTree.node(opaque.json()));
            deltas.accept(delta);
        } else {
            losses.add(Loss.OPAQUE_PART);
        }
    }

    private void image(Part.Image image) {
        ObjectNode delta = delta();
        OpenAiChatResponseWriter.image(image, delta, losses);
        if (!delta.isEmpty()) {
            deltas.accept(delta);
        }
    }

    void more(int number, String text) {
        Written part = parts.get(number);
        if (part != null) {
            more(part, text);
        }
    }

    private void more(Written part, String text) {
        if (text.isEmpty()) {
            return;
        }
        part.isEmpty = false;
        ObjectNode delta = delta();
        switch (part.head) {
            case Part.Text ignored -> {
                textLength += text.length();
                delta.put("content", text);
            }
            case Part.Reasoning ignored -> {
                part.thought.append(text);
                delta.put("reasoning_content", text);
            }
            case Part.Refusal ignored -> {
                refused = true;
                delta.put("refusal", text);
            }
            case Part.ToolUse use ->
                delta.putArray("tool_calls")
                        .addObject()
                        .put("index", part.place)
                        .putObject(use.custom() ? "custom" : "function")
                        .put(use.custom() ? "input" : "arguments", text);
            case Part.Audio ignored -> delta.putObject("audio").put("data", text);
            // All others come whole.
            default -> {
                return;
            }
        }
        deltas.accept(delta);
    }

    void transcribe(String text) {
        ObjectNode delta = delta();
        delta.putObject("audio").put("transcript", text);
        deltas.accept(delta);
    }

    void seal(int number, Seal seal) {
        Written part = parts.get(number);
        if (part != null) {
            sealed(seal, part);
        }
    }

    /** The seal with all words of a thought, as one detail: what stands in the details is what clients send back. */
    private void sealed(Seal seal, Written part) {
        @Nullable
        Part sealed = switch (part.head) {
            case Part.Reasoning head ->
                new Part.Reasoning(
                        part.thought.toString(), head.summary(), head.notes().with(seal));
            case Part.ToolUse use ->
                new Part.ToolUse(
                        use.id(), use.name(), "", use.custom(), use.notes().with(seal));
            case Part.Text text -> new Part.Text("", List.of(), text.notes().with(seal));
            default -> null;
        };
        if (sealed == null) {
            losses.add(Loss.SEAL);
            return;
        }
        ObjectNode delta = delta();
        delta.putArray("reasoning_details").addAll(OpenAiThoughtsWriter.details(sealed, index(part)));
        details++;
        deltas.accept(delta);
    }

    private int index(Written part) {
        return details + (part.head instanceof Part.ToolUse ? part.place : calls);
    }

    void cite(int number, Citation citation) {
        Written part = parts.get(number);
        if (part != null) {
            cite(part, citation);
        }
    }

    private void cite(Written part, Citation citation) {
        ObjectNode annotation = OpenAiCitations.write(citation, part.place, textLength, losses);
        if (annotation != null) {
            ObjectNode delta = delta();
            delta.putArray("annotations").add(annotation);
            deltas.accept(delta);
        }
    }

    /** A function without arguments has an empty object of them. */
    void end(int number) {
        Written part = parts.remove(number);
        if (part != null && part.isEmpty && part.head instanceof Part.ToolUse use && !use.custom()) {
            more(part, "{}");
        }
    }
}
