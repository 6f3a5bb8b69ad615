package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one part of a content, of a request or of an answer. */
final class GeminiPartReader {
    private static final String SIGNATURE = "thoughtSignature";
    private static final Set<String> TEXT = Set.of("text", SIGNATURE);
    private static final Set<String> THOUGHT = Set.of("text", "thought", SIGNATURE);
    private static final Set<String> INLINE = Set.of("inlineData", SIGNATURE);
    private static final Set<String> FILE = Set.of("fileData", SIGNATURE);
    private static final Set<String> CALL = Set.of("functionCall", SIGNATURE);
    private static final Set<String> RESPONSE = Set.of("functionResponse", SIGNATURE);
    private static final Set<String> CALL_MEMBERS = Set.of("id", "name", "args", "partialArgs", "willContinue");
    private static final Set<String> RESPONSE_MEMBERS = Set.of("id", "name", "response", "parts");
    private static final Set<String> BLOB = Set.of("mimeType", "data");

    private final GeminiCallIds ids;

    GeminiPartReader(GeminiCallIds ids) {
        this.ids = ids;
    }

    Part read(Doc part) {
        if (part.has("text")) {
            return words(part);
        }
        if (part.has("functionCall")) {
            return call(part, part.object("functionCall"));
        }
        if (part.has("functionResponse")) {
            return result(part, part.object("functionResponse"));
        }
        if (part.has("inlineData")) {
            return inline(part, part.object("inlineData"));
        }
        if (part.has("fileData")) {
            return file(part, part.object("fileData"));
        }
        return opaque(part);
    }

    private static Part words(Doc part) {
        String text = part.text("text");
        return part.flag("thought")
                ? new Part.Reasoning(text, true, notes(part, GeminiExtras.beyond(part, THOUGHT)))
                : new Part.Text(text, List.of(), notes(part, GeminiExtras.beyond(part, TEXT)));
    }

    private Part call(Doc part, Doc call) {
        Extras extras = GeminiExtras.gather()
                .of(part, CALL)
                .inside("functionCall", call, CALL_MEMBERS)
                .extras();
        String name = call.textOr("name", "");
        String id = ids.ofCall(call.textOrNull("id"), name);
        Doc args = call.object("args");
        String input = args.isAbsent() ? "" : args.raw().text();
        return new Part.ToolUse(id, name, input, false, notes(part, extras));
    }

    private Part result(Doc part, Doc response) {
        Extras extras = GeminiExtras.gather()
                .of(part, RESPONSE)
                .inside("functionResponse", response, RESPONSE_MEMBERS)
                .extras();
        String name = response.textOr("name", "");
        Doc said = response.object("response");
        List<Part> content = new ArrayList<>();
        boolean error = said.has("error") && said.node().size() == 1;
        if (!said.isAbsent()) {
            content.add(new Part.Text(resultText(said.node(), error)));
        }
        response.list("parts").forEach(inner -> content.add(read(inner)));
        String id = ids.ofResult(response.textOrNull("id"), name);
        return new Part.ToolResult(id, name, content, error, notes(part, extras));
    }

    /** The words of {@code output} or {@code error}, which SDKs wrap a text in; else the response's own JSON. */
    private static String resultText(JsonNode response, boolean error) {
        JsonNode wrapped = response.path(error ? "error" : "output");
        boolean isText = response.size() == 1 && wrapped.isTextual();
        // A text that would be written as an object again must stay wrapped.
        return isText && !GeminiResults.isObject(wrapped.textValue()) ? wrapped.textValue() : response.toString();
    }

    private static Part inline(Doc part, Doc blob) {
        Extras extras = GeminiExtras.gather()
                .of(part, INLINE)
                .inside("inlineData", blob, BLOB)
                .extras();
        String type = blob.textOr("mimeType", "");
        Source source = new Source.Inline(type, blob.textOr("data", ""));
        return media(source, type, notes(part, extras));
    }

    private static Part file(Doc part, Doc file) {
        String uri = file.text("fileUri");
        String type = file.textOrNull("mimeType");
        String told = type == null ? GeminiMedia.typeOf(uri) : type;
        boolean uploaded = GeminiMedia.isUploaded(uri);
        // An address has no place for a media type, but most addresses tell it.
        boolean kept = uploaded || type == null || type.equals(GeminiMedia.typeOf(uri));
        Set<String> known = kept ? Set.of("fileUri", "mimeType") : Set.of("fileUri");
        Extras extras = GeminiExtras.gather()
                .of(part, FILE)
                .inside("fileData", file, known)
                .extras();
        Source source = uploaded ? new Source.Uploaded(Dialect.GEMINI, uri, type) : new Source.Url(uri);
        return media(source, told, notes(part, extras));
    }

    private static Part media(Source source, @Nullable String type, Notes notes) {
        if (GeminiMedia.isOf(type, "image")) {
            return new Part.Image(source, null, notes);
        }
        if (type != null && GeminiMedia.isOf(type, "audio")) {
            String format = type.substring(type.indexOf('/') + 1).toLowerCase(Locale.ROOT);
            return new Part.Audio(source, format, null, notes);
        }
        if (GeminiMedia.isOf(type, "video")) {
            return new Part.Video(source, notes);
        }
        return new Part.Document(source, null, null, false, notes);
    }

    /** Code that ran at Google, calls of its own tools, and whatever comes next; whole, with its signature. */
    private static Part opaque(Doc part) {
        if (!part.isObject()) {
            throw part.wrong("an object");
        }
        ObjectNode whole = JsonTree.object();
        String type = "";
        for (var member : part.members()) {
            whole.set(member.getKey(), member.getValue().node());
            boolean names = type.isEmpty() && member.getValue().isObject();
            type = names ? member.getKey() : type;
        }
        return new Part.Opaque(Dialect.GEMINI, type, JsonTree.raw(whole), Notes.NONE);
    }

    private static Notes notes(Doc part, Extras extras) {
        Seal seal = seal(part);
        Notes notes = Notes.of(extras);
        return seal == null ? notes : notes.with(seal);
    }

    static @Nullable Seal seal(Doc part) {
        String signature = part.textOrNull(SIGNATURE);
        return signature == null
                ? null
                : Seals.read(signature, Dialect.GEMINI, null).seal();
    }
}
