package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes content blocks. For clients, seals of other upstreams are wrapped so that they come back; an upstream gets only its
 * own. Empty texts are left out, and blank ones on the way to the API, which refuses them.
 */
final class AnthropicBlocks {
    private static final String PDF = "application/pdf";

    private final Losses losses;
    private final boolean forUpstream;
    private final UnaryOperator<String> ids;

    private AnthropicBlocks(Losses losses, boolean forUpstream, UnaryOperator<String> ids) {
        this.losses = losses;
        this.forUpstream = forUpstream;
        this.ids = ids;
    }

    /** For an answer to a client. */
    static AnthropicBlocks ofAnswer(Losses losses) {
        return new AnthropicBlocks(losses, false, UnaryOperator.identity());
    }

    /**
     * For a request to an upstream.
     *
     * @param ids makes ids of tool calls that the API takes
     */
    static AnthropicBlocks ofRequest(Losses losses, UnaryOperator<String> ids) {
        return new AnthropicBlocks(losses, true, ids);
    }

    /** Adds a part: none, one or two blocks. */
    void add(Part part, ArrayNode to) {
        int before = to.size();
        write(part, to);
        if (to.size() == before) {
            losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
        }
    }

    private void write(Part part, ArrayNode to) {
        switch (part) {
            case Part.Text text -> text(text, to);
            case Part.Reasoning thought -> reasoning(thought, to);
            case Part.ToolUse use -> {
                sealBefore(use.notes().seal(), to);
                to.add(toolUse(use));
            }
            case Part.ToolResult result -> to.add(toolResult(result));
            case Part.Image image -> image(image, to);
            case Part.Document document -> document(document, to);
            case Part.Refusal refusal -> refusal(refusal, to);
            case Part.Audio audio -> audio(audio, to);
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Opaque opaque -> opaque(opaque, to);
        }
    }

    private void text(Part.Text text, ArrayNode to) {
        sealBefore(text.notes().seal(), to);
        if (forUpstream ? text.text().isBlank() : text.text().isEmpty()) {
            return;
        }
        ObjectNode block = words(text.text(), to);
        ArrayNode citations = JsonTree.object().arrayNode();
        for (Citation citation : text.citations()) {
            JsonNode written = citation(citation);
            if (written != null) {
                citations.add(written);
            }
        }
        if (!citations.isEmpty()) {
            block.set("citations", citations);
        }
        AnthropicFields.write(text.notes(), block, losses);
    }

    /** An upstream checks citations against its own search results, so it gets none that it did not make. */
    private @Nullable JsonNode citation(Citation citation) {
        if (forUpstream && !citation.extras().isOf(Dialect.ANTHROPIC)) {
            losses.add(Loss.CITATION);
            return null;
        }
        return AnthropicCitations.write(citation, losses);
    }

    private static ObjectNode words(String text, ArrayNode to) {
        return to.addObject().put("type", "text").put("text", text);
    }

    /** A seal that Anthropic has no place for on the part itself goes into a block of its own before it. */
    private void sealBefore(@Nullable Seal seal, ArrayNode to) {
        if (seal == null) {
            return;
        }
        if (forUpstream) {
            losses.add(Loss.SEAL);
        } else {
            to.add(redactedForNext(seal));
        }
    }

    static ObjectNode redactedForNext(Seal seal) {
        return JsonTree.object().put("type", "redacted_thinking").put("data", Seals.writeForNext(seal));
    }

    private void reasoning(Part.Reasoning thought, ArrayNode to) {
        Seal seal = thought.notes().seal();
        if (forUpstream && (seal == null || !Seals.fits(seal, Dialect.ANTHROPIC))) {
            losses.add(seal == null ? Loss.REASONING : Loss.SEAL);
            return;
        }
        if (seal == null && thought.text().isEmpty()) {
            return;
        }
        ObjectNode block = to.addObject();
        if (seal != null && isRedacted(thought.text(), seal)) {
            block.put("type", "redacted_thinking").put("data", Seals.write(seal, Dialect.ANTHROPIC));
        } else {
            block.put("type", "thinking").put("thinking", thought.text());
            block.put("signature", seal == null ? "" : Seals.write(seal, Dialect.ANTHROPIC));
        }
        AnthropicFields.write(thought.notes(), block, losses);
    }

    /** Whether thoughts with this seal have no text because they were redacted, as opposed to not shown. */
    static boolean isRedacted(String text, Seal seal) {
        return text.isEmpty() && !Seals.isOmitted(seal);
    }

    private ObjectNode toolUse(Part.ToolUse use) {
        ObjectNode block = JsonTree.object().put("type", "tool_use");
        block.put("id", ids.apply(use.id())).put("name", use.name()).set("input", input(use));
        AnthropicFields.write(use.notes(), block, losses);
        return block;
    }

    /** The API takes objects only: a custom tool's text, or arguments that were cut, go into one. */
    private JsonNode input(Part.ToolUse use) {
        if (use.custom()) {
            losses.add(Loss.CUSTOM_TOOL);
            return JsonTree.object().put(AnthropicTools.CUSTOM_INPUT, use.input());
        }
        if (use.input().isBlank()) {
            return JsonTree.object();
        }
        JsonNode node = JsonTree.parse(use.input()).orElse(null);
        if (node != null && node.isObject()) {
            return node;
        }
        losses.add(Loss.FIELD);
        return JsonTree.object().put("raw", use.input());
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        ObjectNode block = JsonTree.object().put("type", "tool_result");
        block.put("tool_use_id", ids.apply(result.callId()));
        ArrayNode content = block.arrayNode();
        result.content().forEach(part -> inResult(part, content));
        JsonNode plain = plain(content);
        if (plain != null || !content.isEmpty()) {
            block.set("content", plain == null ? content : plain);
        }
        if (result.error()) {
            block.put("is_error", true);
        }
        AnthropicFields.write(result.notes(), block, losses);
        return block;
    }

    private void inResult(Part part, ArrayNode content) {
        switch (part) {
            case Part.Audio audio -> aboutLost(audio, "[audio]", content);
            case Part.Video video -> aboutLost(video, "[video]", content);
            default -> add(part, content);
        }
    }

    private void aboutLost(Part part, String words, ArrayNode content) {
        losses.add(Loss.TOOL_RESULT_PART);
        add(new Part.Text(words, List.of(), part.notes()), content);
    }

    /** The text, where one plain text is all there is; the API takes it as a string. */
    static @Nullable JsonNode plain(ArrayNode content) {
        if (content.size() != 1) {
            return null;
        }
        JsonNode only = content.get(0);
        boolean isPlain = only.size() == 2 && only.path("type").asText().equals("text");
        return isPlain ? only.get("text") : null;
    }

    private void image(Part.Image image, ArrayNode to) {
        losses.addIfPresent(Loss.SEAL, image.notes().seal());
        ObjectNode source = AnthropicSources.ofImage(image.source());
        // Claude's answers have no pictures, and SDKs do not know such a block.
        if (source == null || image.source() instanceof Source.Plain || !forUpstream) {
            losses.add(Loss.IMAGE);
            return;
        }
        losses.addIfPresent(Loss.IMAGE_DETAIL, image.detail());
        ObjectNode block = to.addObject().put("type", "image");
        block.set("source", source);
        AnthropicFields.write(image.notes(), block, losses);
    }

    private void document(Part.Document document, ArrayNode to) {
        ObjectNode source = documentSource(document.source());
        if (source == null) {
            losses.add(Loss.DOCUMENT);
            return;
        }
        ObjectNode block = to.addObject().put("type", "document");
        if (!AnthropicParts.keepsItsSource(document)) {
            block.set("source", source);
        }
        if (document.name() != null) {
            block.put("title", document.name());
        }
        if (document.context() != null) {
            block.put("context", document.context());
        }
        if (document.cited()) {
            block.putObject("citations").put("enabled", true);
        }
        AnthropicFields.write(document.notes(), block, losses);
    }

    /** Inline, the API takes PDFs; other texts as text. */
    private static @Nullable ObjectNode documentSource(Source source) {
        if (!(source instanceof Source.Inline inline)
                || inline.mediaType().toLowerCase(Locale.ROOT).startsWith(PDF)) {
            return AnthropicSources.write(source);
        }
        return AnthropicSources.textOf(inline)
                .map(text -> AnthropicSources.write(new Source.Plain(text)))
                .orElse(null);
    }

    private void refusal(Part.Refusal refusal, ArrayNode to) {
        losses.add(Loss.REFUSAL);
        add(new Part.Text(refusal.text(), List.of(), refusal.notes()), to);
    }

    private void audio(Part.Audio audio, ArrayNode to) {
        losses.add(Loss.AUDIO);
        if (audio.transcript() != null) {
            add(new Part.Text(audio.transcript(), List.of(), audio.notes()), to);
        }
    }

    private void opaque(Part.Opaque opaque, ArrayNode to) {
        if (opaque.dialect() == Dialect.ANTHROPIC) {
            to.add(JsonTree.node(opaque.json()));
        } else {
            losses.add(Loss.OPAQUE_PART);
        }
    }

    /** Adds parts of a system message, which can only have texts. */
    void addSystem(List<Part> parts, ArrayNode to) {
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> add(text, to);
                case Part.Image ignored -> losses.add(Loss.IMAGE);
                case Part.Document ignored -> losses.add(Loss.DOCUMENT);
                case Part.Audio ignored -> losses.add(Loss.AUDIO);
                case Part.Video ignored -> losses.add(Loss.VIDEO);
                case Part.Reasoning ignored -> losses.add(Loss.REASONING);
                case Part.Refusal refusal -> add(refusal, to);
                case Part.ToolUse ignored -> losses.add(Loss.OPAQUE_PART);
                case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
                case Part.Opaque opaque -> opaque(opaque, to);
            }
        }
    }
}
