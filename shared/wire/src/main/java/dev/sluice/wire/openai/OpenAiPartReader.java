package dev.sluice.wire.openai;

import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the content of messages: a text, or a list of parts. */
final class OpenAiPartReader {
    private static final String CACHE_CONTROL = "cache_control";
    /** Marks a refusal that stands among other parts, as opposed to the message's own. */
    static final Extras AMONG_PARTS = new Extras(Dialect.OPENAI, new RawJson("{\"refusal\":null}"));

    private OpenAiPartReader() {}

    static List<Part> content(Doc content) {
        if (content.isAbsent()) {
            return List.of();
        }
        if (content.isText()) {
            return List.of(new Part.Text(content.asText()));
        }
        if (!content.isArray()) {
            throw content.wrong("a string or an array");
        }
        List<Part> parts = new ArrayList<>();
        for (Doc item : content.items()) {
            // Some clients put bare strings into the list.
            parts.add(item.isText() ? new Part.Text(item.asText()) : part(item));
        }
        return parts;
    }

    private static Part part(Doc item) {
        if (!item.isObject()) {
            throw item.wrong("an object");
        }
        String type = item.text("type");
        return switch (type) {
            case "text" -> new Part.Text(item.text("text"), List.of(), notes(item, "text", Set.of()));
            case "image_url" -> image(item);
            case "input_audio" -> audio(item);
            case "file" -> file(item);
            case "video_url" ->
                new Part.Video(OpenAiDataUrl.source(url(item, "video_url")), notes(item, "video_url", Set.of("url")));
            case "refusal" -> new Part.Refusal(item.text("refusal"), Notes.of(AMONG_PARTS));
            case "thinking" -> new Part.Reasoning(thinking(item), false, Notes.NONE);
            default -> new Part.Opaque(Dialect.OPENAI, type, item.raw(), Notes.NONE);
        };
    }

    static Part image(Doc item) {
        Doc image = item.at("image_url");
        String detail = image.isObject() ? image.textOrNull("detail") : null;
        Notes notes = notes(item, "image_url", Set.of("url", "detail"));
        return new Part.Image(OpenAiDataUrl.source(url(item, "image_url")), detail, notes);
    }

    /** OpenAI wants an object; Mistral also takes the bare URL. */
    private static String url(Doc item, String name) {
        Doc holder = item.at(name);
        return holder.isText() ? holder.asText() : item.object(name).text("url");
    }

    private static Part audio(Doc item) {
        Doc audio = item.object("input_audio");
        String format = audio.text("format");
        Source source = new Source.Inline("audio/" + format.toLowerCase(Locale.ROOT), audio.text("data"));
        return new Part.Audio(source, format, null, notes(item, "input_audio", Set.of("data", "format")));
    }

    private static Part file(Doc item) {
        Doc file = item.object("file");
        String id = file.textOrNull("file_id");
        Source source = id == null ? document(file.text("file_data")) : new Source.Uploaded(Dialect.OPENAI, id, null);
        Notes notes = notes(item, "file", Set.of("file_id", "file_data", "filename"));
        return new Part.Document(source, file.textOrNull("filename"), null, false, notes);
    }

    /** A data URL, an address (OpenRouter), or bare base64, which can only be a PDF. */
    private static Source document(String data) {
        Source source = OpenAiDataUrl.source(data);
        boolean isBare = source instanceof Source.Url && !data.contains(":");
        return isBare ? new Source.Inline("application/pdf", data) : source;
    }

    /** Mistral's thoughts: a list of texts inside the list of parts. */
    private static String thinking(Doc item) {
        Doc thinking = item.at("thinking");
        if (thinking.isText()) {
            return thinking.asText();
        }
        return item.list("thinking").stream()
                .map(piece -> piece.isObject() ? piece.at("text").node().asText("") : "")
                .collect(Collectors.joining());
    }

    private static Notes notes(Doc item, String inner, Set<String> known) {
        OpenAiRest rest =
                new OpenAiRest().of(item, Set.of("type", inner, CACHE_CONTROL)).inside(inner, item.at(inner), known);
        Doc mark = item.object(CACHE_CONTROL);
        return mark.isAbsent() ? rest.notes() : rest.notes().with(new CacheMark(mark.textOrNull("ttl")));
    }
}
