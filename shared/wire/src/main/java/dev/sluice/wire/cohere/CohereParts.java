package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Writes single parts as Cohere's content blocks. */
final class CohereParts {
    private CohereParts() {}

    /** The block that a part becomes, null if Cohere has none for it. */
    static @Nullable ObjectNode block(Part part, Losses losses) {
        note(part.notes(), losses);
        return switch (part) {
            case Part.Text text -> text(text, losses);
            case Part.Reasoning reasoning ->
                carried(JsonTree.object().put("type", "thinking").put("thinking", reasoning.text()), part, losses);
            case Part.Image image -> image(image, losses);
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                yield text(refusal.text());
            }
            case Part.Audio audio -> {
                losses.add(Loss.AUDIO);
                yield audio.transcript() == null ? null : text(audio.transcript());
            }
            case Part.Video video -> lost(Loss.VIDEO, losses);
            case Part.Document document -> lost(Loss.DOCUMENT, losses);
            case Part.Opaque opaque ->
                opaque.dialect() == Dialect.COHERE && JsonTree.node(opaque.json()) instanceof ObjectNode json
                        ? json
                        : lost(Loss.OPAQUE_PART, losses);
            case Part.ToolUse use -> lost(Loss.FIELD, losses);
            case Part.ToolResult result -> lost(Loss.FIELD, losses);
        };
    }

    /** What is lost beside what the part says. */
    static void note(Notes notes, Losses losses) {
        losses.addIfPresent(Loss.CACHE_MARK, notes.cache());
        losses.addIfPresent(Loss.SEAL, notes.seal());
    }

    /** A part of a tool's result, of which Cohere takes texts only. */
    static Part toolContent(Part part, Losses losses) {
        return switch (part) {
            case Part.Text text -> text;
            case Part.Document document ->
                document.source() instanceof Source.Plain plain
                        ? new Part.Text(plain.text())
                        : described("document", losses);
            case Part.Image image -> described("image", losses);
            case Part.Audio audio -> described("sound", losses);
            case Part.Video video -> described("film", losses);
            case Part.Refusal refusal -> new Part.Text(refusal.text());
            case Part.Reasoning reasoning -> new Part.Text(reasoning.text());
            case Part.Opaque opaque -> opaque.dialect() == Dialect.COHERE ? opaque : described(opaque.type(), losses);
            case Part.ToolUse use -> described("tool call", losses);
            case Part.ToolResult result -> described("tool result", losses);
        };
    }

    private static Part described(String what, Losses losses) {
        losses.add(Loss.TOOL_RESULT_PART);
        return new Part.Text("[The tool gave a part of kind \"" + what + "\", which cannot be shown.]");
    }

    static ObjectNode text(String text) {
        return JsonTree.object().put("type", "text").put("text", text);
    }

    private static ObjectNode text(Part.Text text, Losses losses) {
        JsonNode document = CohereDocuments.whole(text);
        if (document != null) {
            ObjectNode out = JsonTree.object().put("type", "document");
            out.set("document", document);
            return out;
        }
        return carried(text(text.text()), text, losses);
    }

    private static @Nullable ObjectNode image(Part.Image image, Losses losses) {
        String url = switch (image.source()) {
            case Source.Url at -> at.url();
            case Source.Inline inline -> "data:" + inline.mediaType() + ";base64," + inline.base64();
            case Source.Uploaded uploaded -> null;
            case Source.Plain plain -> null;
        };
        if (url == null) {
            return lost(Loss.IMAGE, losses);
        }
        ObjectNode out = JsonTree.object().put("type", "image_url");
        ObjectNode at = out.putObject("image_url").put("url", url);
        if (image.detail() != null) {
            at.put("detail", image.detail());
        }
        return carried(out, image, losses);
    }

    private static ObjectNode carried(ObjectNode block, Part part, Losses losses) {
        losses.carry(part.notes().extras(), Dialect.COHERE, block);
        return block;
    }

    private static @Nullable ObjectNode lost(Loss loss, Losses losses) {
        losses.add(loss);
        return null;
    }
}
