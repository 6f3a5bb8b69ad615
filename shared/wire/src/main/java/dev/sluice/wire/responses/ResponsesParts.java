package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the content of callers' messages and tool results. */
final class ResponsesParts {
    private static final String BASE64 = ";base64,";

    private ResponsesParts() {}

    /** Content that is a string or a list. One text in a list is marked, so that it is written as a list again. */
    static List<Part> read(Doc content, String textType) {
        if (content.isText()) {
            return List.of(new Part.Text(content.asText()));
        }
        if (!content.isArray()) {
            throw content.wrong("a string or an array");
        }
        List<Part> parts = new ArrayList<>();
        for (Doc item : content.items()) {
            parts.add(part(item, textType));
        }
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text && ResponsesNotes.isPlain(text.notes())) {
            return List.of(new Part.Text(text.text(), text.citations(), Notes.of(ResponsesNotes.MARK)));
        }
        return parts;
    }

    private static Part part(Doc part, String textType) {
        String type = part.text("type");
        return switch (type) {
            case "input_text", "output_text" -> text(part, type, textType);
            case "refusal" ->
                new Part.Refusal(
                        part.text("refusal"), Notes.of(part.rest(Dialect.RESPONSES, Set.of("type", "refusal"))));
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> audio(part);
            default -> new Part.Opaque(Dialect.RESPONSES, type, part.raw(), Notes.of(ResponsesNotes.MARK));
        };
    }

    private static Part text(Doc part, String type, String expected) {
        Doc annotations = part.at("annotations");
        Extras rest = part.rest(Dialect.RESPONSES, Set.of("type", "text", "annotations"));
        ObjectNode members = (ObjectNode) ResponsesNotes.members(rest);
        if (!type.equals(expected)) {
            members.put("type", type);
        }
        if (annotations.isArray() && annotations.items().isEmpty()) {
            members.putArray("annotations");
        }
        return new Part.Text(
                part.text("text"), ResponsesCitations.read(annotations.node()), Notes.of(ResponsesNotes.of(members)));
    }

    private static Part image(Doc part) {
        Extras rest = part.rest(Dialect.RESPONSES, Set.of("type", "image_url", "file_id", "detail"));
        String url = part.textOrNull("image_url");
        String file = part.textOrNull("file_id");
        Source source;
        if (url != null) {
            source = located(url);
        } else if (file != null) {
            source = new Source.Uploaded(Dialect.RESPONSES, file, null);
        } else {
            throw part.wrong("an image with 'image_url' or 'file_id'");
        }
        return new Part.Image(source, part.textOrNull("detail"), Notes.of(rest));
    }

    private static Part file(Doc part) {
        Extras rest = part.rest(Dialect.RESPONSES, Set.of("type", "file_url", "file_id", "file_data", "filename"));
        String url = part.textOrNull("file_url");
        String id = part.textOrNull("file_id");
        String data = part.textOrNull("file_data");
        Source source;
        if (data != null) {
            source = inline(data);
            if (source == null) {
                source = new Source.Inline("application/pdf", data);
                rest = rest.isEmpty() ? ResponsesNotes.MARK : rest;
            }
        } else if (url != null) {
            source = new Source.Url(url);
        } else if (id != null) {
            source = new Source.Uploaded(Dialect.RESPONSES, id, null);
        } else {
            throw part.wrong("a file with 'file_data', 'file_url' or 'file_id'");
        }
        return new Part.Document(source, part.textOrNull("filename"), null, false, Notes.of(rest));
    }

    private static Part audio(Doc part) {
        Doc sound = part.object("input_audio");
        String format = sound.text("format");
        Source source = new Source.Inline("audio/" + format, sound.text("data"));
        return new Part.Audio(
                source, format, null, Notes.of(part.rest(Dialect.RESPONSES, Set.of("type", "input_audio"))));
    }

    private static Source located(String url) {
        Source inline = inline(url);
        return inline == null ? new Source.Url(url) : inline;
    }

    /** What a data URL holds, null if it is none. */
    private static @Nullable Source inline(String url) {
        int data = url.startsWith("data:") ? url.indexOf(BASE64) : -1;
        return data < 0 ? null : new Source.Inline(url.substring(5, data), url.substring(data + BASE64.length()));
    }

    /** The texts of a list such as a summary, with an empty line between them. */
    static String joined(JsonNode list) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (JsonNode part : list) {
            text.append(count++ == 0 ? "" : "\n\n").append(part.path("text").asText(""));
        }
        return text.toString();
    }

    static ArrayNode list(String type, String text) {
        ArrayNode list = JsonTree.object().arrayNode();
        if (!text.isEmpty()) {
            list.addObject().put("type", type).put("text", text);
        }
        return list;
    }
}
