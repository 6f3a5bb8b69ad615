package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages for an upstream. Each tool result is a message of its own, right after the calls; pictures and documents of
 * results follow as a user's message, since a result takes only text. One per request.
 */
final class OpenAiMessageWriter {
    private final Addressee to;
    private final Losses losses;
    private final OpenAiPartWriter parts;
    private final ArrayNode out;
    private final List<JsonNode> shown = new ArrayList<>();

    OpenAiMessageWriter(ArrayNode out, Addressee to, Losses losses) {
        this.out = out;
        this.to = to;
        this.losses = losses;
        this.parts = new OpenAiPartWriter(to, losses);
    }

    void write(List<Message> messages) {
        messages.forEach(this::message);
        show();
    }

    private void message(Message message) {
        List<Part> said = new ArrayList<>(message.parts());
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                said.remove(part);
                result(result);
            }
        }
        if (said.isEmpty() && !message.parts().isEmpty()) {
            return;
        }
        show();
        switch (message.role()) {
            case SYSTEM -> plain("system", message, said);
            case DEVELOPER -> plain(knowsDevelopers() ? "developer" : "system", message, said);
            case USER, TOOL -> plain("user", message, said);
            case ASSISTANT -> assistant(message, said);
        }
    }

    private boolean knowsDevelopers() {
        return to.has(Quirk.DEVELOPER_ROLE) || OpenAiModel.of(to.model()).isThinking();
    }

    private ObjectNode start(String role, Message message) {
        ObjectNode written = out.addObject().put("role", role);
        if (message.name() != null) {
            written.put("name", message.name());
        }
        return written;
    }

    private void plain(String role, Message message, List<Part> said) {
        ObjectNode written = start(role, message);
        written.set("content", content(said, parts::write, written));
        finish(message, written);
    }

    private void finish(Message message, ObjectNode written) {
        losses.carry(message.notes().extras(), Dialect.OPENAI, written);
        losses.addIfPresent(Loss.CACHE_MARK, message.notes().cache());
    }

    /** One bare text as a string, which all upstreams understand; anything else as a list. */
    private static JsonNode content(List<Part> said, Function<Part, @Nullable JsonNode> writer, ObjectNode factory) {
        ArrayNode list = factory.arrayNode();
        for (Part part : said) {
            JsonNode written = writer.apply(part);
            if (written != null) {
                list.add(written);
            }
        }
        if (list.isEmpty()) {
            return factory.textNode("");
        }
        JsonNode only = list.get(0);
        boolean isBare = list.size() == 1
                && only.size() == 2
                && only.path("type").asText().equals("text");
        return isBare ? only.get("text") : list;
    }

    private void assistant(Message message, List<Part> said) {
        ObjectNode written = start("assistant", message);
        List<Part> content = new ArrayList<>();
        List<Part.Reasoning> thoughts = new ArrayList<>();
        ArrayNode calls = written.arrayNode();
        for (Part part : said) {
            switch (part) {
                case Part.Text text -> {
                    // Calls are always last.
                    losses.addIfPresent(
                            Loss.PLACE, calls.isEmpty() || text.text().isEmpty() ? null : text);
                    content.add(text);
                }
                case Part.Opaque opaque -> content.add(opaque);
                case Part.Refusal refusal -> content.add(refusal);
                case Part.Reasoning reasoning -> thoughts.add(reasoning);
                case Part.ToolUse use -> calls.add(call(use));
                case Part.Audio audio -> audio(audio, content, written);
                case Part.Image image -> lost(Loss.IMAGE, image);
                case Part.Video video -> lost(Loss.VIDEO, video);
                case Part.Document document -> lost(Loss.DOCUMENT, document);
                case Part.ToolResult result -> lost(Loss.OPAQUE_PART, result);
            }
        }
        // An empty text may be there only to carry a seal, or because the caller's dialect wants one.
        content.removeIf(part -> part instanceof Part.Text text && text.text().isEmpty() && lostSeal(text));
        refusal(content, written);
        boolean isElsewhere = !calls.isEmpty() || written.has("refusal") || written.has("audio");
        written.set(
                "content",
                content.isEmpty() && isElsewhere ? written.nullNode() : content(content, parts::writeSpoken, written));
        thoughts(thoughts, written);
        if (!calls.isEmpty()) {
            written.set("tool_calls", calls);
        }
        finish(message, written);
    }

    /** The message's own refusal comes after its other words; one from among them stays there. */
    private void refusal(List<Part> content, ObjectNode written) {
        boolean isLast = !content.isEmpty()
                && content.getLast() instanceof Part.Refusal last
                && !last.notes().extras().equals(OpenAiPartReader.AMONG_PARTS);
        boolean isOnly = content.stream().filter(Part.Refusal.class::isInstance).count() == 1;
        if (isLast && isOnly && content.removeLast() instanceof Part.Refusal refusal) {
            written.put("refusal", refusal.text());
            losses.addIfPresent(Loss.CACHE_MARK, refusal.notes().cache());
        }
    }

    private boolean lostSeal(Part.Text text) {
        losses.addIfPresent(Loss.SEAL, text.notes().seal());
        return true;
    }

    private void audio(Part.Audio audio, List<Part> content, ObjectNode written) {
        if (audio.source() instanceof Source.Uploaded spoken && spoken.dialect() == Dialect.OPENAI) {
            written.putObject("audio").put("id", spoken.id());
            return;
        }
        lost(Loss.AUDIO, audio);
        if (audio.transcript() != null) {
            content.add(new Part.Text(audio.transcript()));
        }
    }

    private void lost(Loss loss, Part part) {
        losses.add(loss);
        losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
    }

    private ObjectNode call(Part.ToolUse use) {
        losses.addIfPresent(Loss.SEAL, use.notes().seal());
        losses.addIfPresent(Loss.CACHE_MARK, use.notes().cache());
        return OpenAiCalls.write(offered(use), OpenAiIds.fit(use.id(), to), losses);
    }

    /** A call as of the tool that was offered: of a function, where custom tools are not known. */
    private Part.ToolUse offered(Part.ToolUse use) {
        if (!use.custom() || to.has(Quirk.CUSTOM_TOOLS)) {
            return use;
        }
        losses.add(Loss.CUSTOM_TOOL);
        String input = JsonTree.object()
                .put(OpenAiToolWriter.CUSTOM_INPUT, use.input())
                .toString();
        return new Part.ToolUse(use.id(), use.name(), input, false, use.notes());
    }

    /** Thoughts with a detail of this dialect go back as that; words alone only to those who want them. */
    private void thoughts(List<Part.Reasoning> thoughts, ObjectNode written) {
        boolean wantsWords = to.has(Quirk.REASONING_GOES_BACK);
        ArrayNode details = written.arrayNode();
        for (Part.Reasoning thought : thoughts) {
            losses.addIfPresent(Loss.CACHE_MARK, thought.notes().cache());
            Seal seal = thought.notes().seal();
            if (seal != null && seal.origin() == Dialect.OPENAI) {
                details.add(OpenAiThoughtsWriter.restored(seal, thought.text()));
            } else if (seal != null) {
                losses.add(Loss.SEAL);
            } else if (!wantsWords) {
                losses.add(Loss.REASONING);
            }
        }
        if (!details.isEmpty()) {
            written.set("reasoning_details", details);
        }
        String words = OpenAiThoughtsWriter.text(List.copyOf(thoughts));
        if (wantsWords && !words.isEmpty()) {
            written.put("reasoning_content", words);
        }
    }

    private void result(Part.ToolResult result) {
        List<Part> texts = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.Text) {
                texts.add(part);
            } else {
                losses.add(Loss.TOOL_RESULT_PART);
                JsonNode written = parts.write(part);
                if (written != null) {
                    shown.add(written);
                }
            }
        }
        if (result.error()) {
            losses.add(Loss.TOOL_ERROR);
        }
        if (texts.isEmpty() && !result.content().isEmpty()) {
            texts.add(new Part.Text("What the tool gave follows in the next message."));
        }
        ObjectNode written =
                out.addObject().put("role", "tool").put("tool_call_id", OpenAiIds.fit(result.callId(), to));
        written.set("content", content(texts, parts::write, written));
        losses.carry(result.notes().extras(), Dialect.OPENAI, written);
        losses.addIfPresent(Loss.CACHE_MARK, result.notes().cache());
    }

    private void show() {
        if (!shown.isEmpty()) {
            out.addObject().put("role", "user").putArray("content").addAll(shown);
            shown.clear();
        }
    }
}
