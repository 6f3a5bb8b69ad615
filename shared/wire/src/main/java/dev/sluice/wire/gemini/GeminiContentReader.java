package dev.sluice.wire.gemini;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the contents of a conversation as messages. */
final class GeminiContentReader {
    private static final Set<String> CONTENT = Set.of("role", "parts");
    private static final Set<String> SYSTEM = Set.of("parts");

    private final GeminiPartReader parts = new GeminiPartReader(GeminiCallIds.ofConversation());
    private final List<Message> messages = new ArrayList<>();

    static List<Message> read(Doc request) {
        GeminiContentReader reader = new GeminiContentReader();
        Doc system = request.object("systemInstruction");
        if (!system.isAbsent()) {
            Extras extras = GeminiExtras.beyond(system, SYSTEM);
            reader.add(Role.SYSTEM, reader.parts(system), extras);
        }
        items(request.at("contents")).forEach(reader::content);
        return reader.messages;
    }

    /** The texts of contents, each content's in one. */
    static String text(Doc content) {
        StringBuilder text = new StringBuilder();
        for (Doc part : items(content.at("parts"))) {
            text.append(part.textOr("text", ""));
        }
        return text.toString();
    }

    /** Google takes one message where a list of them is due. */
    static List<Doc> items(Doc list) {
        return list.isAbsent() ? List.of() : list.isObject() ? List.of(list) : list.items();
    }

    private void content(Doc content) {
        if (!content.isObject()) {
            throw content.wrong("an object");
        }
        String said = content.textOr("role", "user");
        Extras extras = GeminiExtras.beyond(content, CONTENT);
        switch (said) {
            case "user" -> add(Role.USER, parts(content), extras);
            case "model" -> add(Role.ASSISTANT, parts(content), extras);
            // The name of older SDKs for what holds results.
            case "function" -> add(Role.TOOL, parts(content), asFunction(content));
            default -> throw content.at("role").wrong("'user', 'model' or 'function'");
        }
    }

    private static Extras asFunction(Doc content) {
        return GeminiExtras.gather()
                .of(content, CONTENT)
                .with("role", content.at("role").node())
                .extras();
    }

    private List<Part> parts(Doc content) {
        List<Part> read = new ArrayList<>();
        items(content.at("parts")).forEach(part -> read.add(parts.read(part)));
        return read;
    }

    private void add(Role role, List<Part> said, Extras extras) {
        Message last = messages.isEmpty() ? null : messages.getLast();
        // SDKs keep each event of a streamed answer as a content of its own.
        if (last != null && role == Role.ASSISTANT && last.role() == role && isPlain(last) && extras.isEmpty()) {
            List<Part> all = new ArrayList<>(last.parts());
            said.forEach(part -> add(part, all));
            messages.set(messages.size() - 1, new Message(role, all));
        } else {
            List<Part> all = new ArrayList<>();
            said.forEach(part -> add(part, all));
            messages.add(new Message(role, all, null, Notes.of(extras)));
        }
    }

    private static boolean isPlain(Message message) {
        return message.notes().equals(Notes.NONE);
    }

    /**
     * Adds a part. Thoughts of other upstreams reach a client in pieces, the seal with the last one, and the seal holds for
     * all of them; Gemini itself never signs its thoughts.
     */
    private static void add(Part part, List<Part> all) {
        Seal seal = part.notes().seal();
        if (part instanceof Part.Reasoning last && isForeign(seal)) {
            StringBuilder text = new StringBuilder(last.text());
            while (!all.isEmpty()
                    && all.getLast() instanceof Part.Reasoning piece
                    && piece.notes().seal() == null) {
                text.insert(0, piece.text());
                all.removeLast();
            }
            all.add(new Part.Reasoning(text.toString(), last.summary(), last.notes()));
        } else {
            all.add(part);
        }
    }

    private static boolean isForeign(@Nullable Seal seal) {
        return seal != null && seal.origin() != Dialect.GEMINI;
    }
}
