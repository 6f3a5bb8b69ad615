package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the content of messages and tool results for an upstream. */
final class ResponsesContentWriter {
    private static final String OUTPUT_TEXT = "output_text";

    private final boolean own;
    private final Losses losses;

    /**
     * Makes one for a request.
     *
     * @param own whether the caller speaks this dialect, and so says what an upstream of it may be told
     */
    ResponsesContentWriter(boolean own, Losses losses) {
        this.own = own;
        this.losses = losses;
    }

    /** Adds a part of a user's, a system's or a tool's words. */
    void input(Part part, ArrayNode out) {
        losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
        switch (part) {
            case Part.Text text -> text(text, "input_text", out);
            case Part.Refusal refusal -> refusal(refusal, out);
            case Part.Image image -> image(image, out);
            case Part.Document document -> document(document, out);
            case Part.Audio audio -> audio(audio, out);
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Opaque opaque -> opaque(opaque, out);
            case Part.Reasoning ignored -> losses.add(Loss.REASONING);
            case Part.ToolUse ignored -> losses.add(Loss.OPAQUE_PART);
            case Part.ToolResult ignored -> losses.add(Loss.TOOL_RESULT_PART);
        }
    }

    /** Adds a part of the assistant's words, who has no pictures, documents and sounds here. */
    void output(Part part, ArrayNode out) {
        if (own && !(part instanceof Part.Text)) {
            input(part, out);
            return;
        }
        switch (part) {
            case Part.Text text -> text(text, OUTPUT_TEXT, out);
            case Part.Image ignored -> losses.add(Loss.IMAGE);
            case Part.Document ignored -> losses.add(Loss.DOCUMENT);
            case Part.Audio audio -> transcript(audio, OUTPUT_TEXT, out);
            case Part.Refusal ignored -> input(part, out);
            case Part.Video ignored -> input(part, out);
            case Part.Opaque ignored -> input(part, out);
            case Part.Reasoning ignored -> input(part, out);
            case Part.ToolUse ignored -> input(part, out);
            case Part.ToolResult ignored -> input(part, out);
        }
        losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
    }

    private void text(Part.Text text, String type, ArrayNode out) {
        ObjectNode node = out.addObject().put("type", type).put("text", text.text());
        if (!text.citations().isEmpty()) {
            ResponsesCitations.write(text.citations(), node.putArray("annotations"), losses);
        } else if (type.equals(OUTPUT_TEXT) && !text.notes().extras().isOf(Dialect.RESPONSES)) {
            node.putArray("annotations");
        }
        notes(text.notes(), node);
    }

    private void refusal(Part.Refusal refusal, ArrayNode out) {
        notes(refusal.notes(), out.addObject().put("type", "refusal").put("refusal", refusal.text()));
    }

    private void image(Part.Image image, ArrayNode out) {
        ObjectNode node = JsonTree.object().put("type", "input_image");
        switch (image.source()) {
            case Source.Url url -> node.put("image_url", url.url());
            case Source.Inline inline -> node.put("image_url", dataUrl(inline));
            case Source.Uploaded uploaded -> {
                if (!isOpenAis(uploaded)) {
                    losses.add(Loss.IMAGE);
                    return;
                }
                node.put("file_id", uploaded.id());
            }
            case Source.Plain ignored -> {
                losses.add(Loss.IMAGE);
                return;
            }
        }
        if (image.detail() != null) {
            node.put("detail", image.detail());
        }
        notes(image.notes(), node);
        out.add(node);
    }

    private void document(Part.Document document, ArrayNode out) {
        losses.addIfPresent(Loss.DOCUMENT, document.context());
        if (document.cited()) {
            losses.add(Loss.CITATION);
        }
        ObjectNode node = JsonTree.object().put("type", "input_file");
        String name = document.name();
        switch (document.source()) {
            case Source.Url url -> node.put("file_url", url.url());
            case Source.Inline inline -> {
                boolean isBare = document.notes().extras().equals(ResponsesNotes.MARK);
                node.put("file_data", isBare ? inline.base64() : dataUrl(inline));
                name = name == null ? defaultName(inline.mediaType()) : name;
            }
            case Source.Uploaded uploaded -> {
                if (!isOpenAis(uploaded)) {
                    losses.add(Loss.DOCUMENT);
                    return;
                }
                node.put("file_id", uploaded.id());
            }
            case Source.Plain plain -> {
                losses.addIfPresent(Loss.DOCUMENT, name);
                out.addObject().put("type", "input_text").put("text", plain.text());
                return;
            }
        }
        if (name != null) {
            node.put("filename", name);
        }
        notes(document.notes(), node);
        out.add(node);
    }

    private void audio(Part.Audio audio, ArrayNode out) {
        // The API has no sounds as input, but upstreams of its kind may; their callers will know.
        if (!own || !(audio.source() instanceof Source.Inline inline)) {
            transcript(audio, "input_text", out);
            return;
        }
        ObjectNode node = out.addObject().put("type", "input_audio");
        node.putObject("input_audio").put("data", inline.base64()).put("format", audio.format());
        notes(audio.notes(), node);
    }

    private void transcript(Part.Audio audio, String type, ArrayNode out) {
        losses.add(Loss.AUDIO);
        if (audio.transcript() != null) {
            text(new Part.Text(audio.transcript()), type, out);
        }
    }

    private void opaque(Part.Opaque opaque, ArrayNode out) {
        if (opaque.dialect() == Dialect.RESPONSES) {
            out.add(JsonTree.node(opaque.json()));
        } else {
            losses.add(Loss.OPAQUE_PART);
        }
    }

    /** A tool's result: one plain text as a string, anything else as a list. */
    void result(List<Part> content, ObjectNode item) {
        String text = string(content);
        if (text != null) {
            item.put("output", text);
            return;
        }
        ArrayNode list = item.putArray("output");
        for (Part part : content) {
            if (part instanceof Part.Audio || part instanceof Part.Video) {
                losses.add(Loss.TOOL_RESULT_PART);
                losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
                list.addObject().put("type", "input_text").put("text", "[A recording that cannot be shown here.]");
            } else {
                input(part, list);
            }
        }
    }

    /** The content as a string, null if it is more than one plain text. */
    static @Nullable String string(List<Part> content) {
        if (content.isEmpty()) {
            return "";
        }
        boolean isPlain = content.size() == 1
                && content.getFirst() instanceof Part.Text text
                && text.notes().extras().isEmpty()
                && text.notes().cache() == null
                && text.citations().isEmpty();
        return isPlain ? ((Part.Text) content.getFirst()).text() : null;
    }

    private void notes(Notes notes, ObjectNode out) {
        losses.carry(notes.extras(), Dialect.RESPONSES, out);
        out.remove(List.of(ResponsesNotes.ITEM, ResponsesNotes.STRING));
    }

    private static boolean isOpenAis(Source.Uploaded uploaded) {
        return uploaded.dialect() == Dialect.RESPONSES || uploaded.dialect() == Dialect.OPENAI;
    }

    private static String dataUrl(Source.Inline inline) {
        return "data:" + inline.mediaType() + ";base64," + inline.base64();
    }

    /** The upstream refuses a file without a name. */
    private static String defaultName(String mediaType) {
        return mediaType.equals("application/pdf")
                ? "document.pdf"
                : "document." + mediaType.substring(mediaType.indexOf('/') + 1);
    }
}
