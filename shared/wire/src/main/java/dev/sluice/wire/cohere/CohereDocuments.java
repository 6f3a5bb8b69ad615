package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a Cohere request has beside its messages. In the model they are parts of the last user's message,
 * which is where other dialects have theirs; each keeps itself as Cohere writes it in its extras.
 */
final class CohereDocuments {
    private static final String WHOLE = "document";

    private CohereDocuments() {}

    /** Puts the documents before the other parts of the last user's message. */
    static List<Message> attach(List<Doc> documents, List<Message> messages) {
        if (documents.isEmpty()) {
            return messages;
        }
        List<Part> parts = new ArrayList<>();
        documents.forEach(document -> parts.add(read(document)));
        List<Message> attached = new ArrayList<>(messages);
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.role() == Message.Role.USER) {
                parts.addAll(message.parts());
                attached.set(i, new Message(message.role(), parts, message.name(), message.notes()));
                return attached;
            }
        }
        attached.add(new Message(Message.Role.USER, parts));
        return attached;
    }

    private static Part read(Doc document) {
        if (!document.isText() && !document.isObject()) {
            throw document.wrong("a string or an object");
        }
        JsonNode data = document.isObject() ? document.at("data").node() : document.node();
        String title = data.path("title").isTextual() ? data.path("title").textValue() : null;
        Source source = new Source.Plain(content(data));
        return new Part.Document(source, title, null, true, Notes.of(whole(document.node())));
    }

    /** What a model is to read of a document's data: its text, or all of it if there is more than text and title. */
    static String content(JsonNode data) {
        if (data.isTextual()) {
            return data.textValue();
        }
        boolean isPlain = data.path("text").isTextual() && data.size() <= (data.has("title") ? 2 : 1);
        return isPlain ? data.path("text").textValue() : data.isMissingNode() ? "" : data.toString();
    }

    static Extras whole(JsonNode document) {
        ObjectNode members = JsonTree.object();
        members.set(WHOLE, document);
        return new Extras(Dialect.COHERE, JsonTree.raw(members));
    }

    /** The document as Cohere wrote it, null if it came from elsewhere. */
    static @Nullable JsonNode whole(Part part) {
        Extras extras = part.notes().extras();
        return extras.isOf(Dialect.COHERE) ? JsonTree.node(extras.members()).get(WHOLE) : null;
    }

    /** Writes a document whose content is plain text; null for any other, since Cohere takes no files. */
    static @Nullable JsonNode write(Part.Document document) {
        JsonNode whole = whole(document);
        if (whole != null || !(document.source() instanceof Source.Plain plain)) {
            return whole;
        }
        ObjectNode out = JsonTree.object();
        ObjectNode data = out.putObject("data");
        if (document.name() != null) {
            data.put("title", document.name());
        }
        data.put("text", plain.text());
        if (document.context() != null) {
            data.put("context", document.context());
        }
        return out;
    }
}
