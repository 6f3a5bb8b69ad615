package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads input items into messages. What the model said in one turn (thoughts, words, calls) becomes one message, and so do
 * the results that follow it.
 */
final class ResponsesInputReader {
    private static final Set<String> MESSAGE = Set.of("role", "content", "type");
    private static final Set<String> CALL = Set.of("type", "call_id", "name", "arguments");
    private static final Set<String> CUSTOM_CALL = Set.of("type", "call_id", "name", "input");
    private static final Set<String> OUTPUT = Set.of("type", "call_id", "output");
    private static final Set<String> REASONING = Set.of("type", "encrypted_content", "summary", "content");

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Part.ToolUse> calls = new HashMap<>();
    private final List<Part> gathered = new ArrayList<>();
    private Role gathering = Role.USER;
    private @Nullable Seal forNext;
    private boolean afterWords;

    List<Message> read(Doc input) {
        if (input.isText()) {
            return List.of(new Message(Role.USER, List.of(new Part.Text(input.asText()))));
        }
        if (!input.isArray()) {
            throw input.wrong("a string or an array");
        }
        input.items().forEach(this::item);
        close();
        if (messages.size() == 1) {
            messages.set(0, listed(messages.getFirst()));
        }
        return messages;
    }

    /** A message that stood alone in a list; without a note, it would be written as a string. */
    private static Message listed(Message only) {
        if (only.role() != Role.USER || !only.notes().extras().isEmpty()) {
            return only;
        }
        ObjectNode untyped = JsonTree.object().putNull("type");
        return new Message(only.role(), only.parts(), null, Notes.of(ResponsesNotes.of(untyped)));
    }

    private void item(Doc item) {
        String type = item.textOrNull("type");
        if (type == null) {
            type = item.has("role") || !item.has("id") ? "message" : "item_reference";
        }
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> call(item, false);
            case "custom_tool_call" -> call(item, true);
            case "function_call_output" -> result(item, false);
            case "custom_tool_call_output" -> result(item, true);
            case "reasoning" -> reasoning(item);
            default -> opaque(item, type);
        }
    }

    private void message(Doc item) {
        String role = item.text("role");
        switch (role) {
            case "assistant" -> words(item);
            case "user" -> turn(Role.USER, item);
            case "system" -> turn(Role.SYSTEM, item);
            case "developer" -> turn(Role.DEVELOPER, item);
            default -> throw item.at("role").wrong("'user', 'assistant', 'system' or 'developer'");
        }
    }

    private void turn(Role role, Doc item) {
        close();
        List<Part> parts = ResponsesParts.read(item.at("content"), "input_text");
        messages.add(new Message(role, parts, null, Notes.of(form(item))));
    }

    /** Nothing for the short form, which names no type; a mark for the usual long one. */
    private static Extras form(Doc item) {
        Extras rest = item.rest(Dialect.RESPONSES, MESSAGE);
        if (item.has("type")) {
            return rest.isEmpty() ? ResponsesNotes.MARK : rest;
        }
        if (rest.isEmpty()) {
            return rest;
        }
        ObjectNode members = (ObjectNode) JsonTree.node(rest.members());
        members.putNull("type");
        return ResponsesNotes.of(members);
    }

    private void words(Doc item) {
        boolean again = gathering == Role.ASSISTANT && afterWords && !gathered.isEmpty();
        gather(Role.ASSISTANT);
        List<Part> parts = ResponsesParts.read(item.at("content"), "output_text");
        Extras form = form(item);
        boolean isList = !item.at("content").isText();
        boolean isUsual = isList ? form.equals(ResponsesNotes.MARK) : form.isEmpty();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (i == 0 && (again || !isUsual)) {
                part = inItem(part, form, item.has("type"));
            }
            add(part);
        }
        afterWords = true;
    }

    private static Part inItem(Part part, Extras form, boolean typed) {
        ObjectNode item = (ObjectNode) ResponsesNotes.members(form);
        if (!typed) {
            item.putNull("type");
        }
        Notes notes = part.notes();
        ObjectNode members = (ObjectNode) ResponsesNotes.members(notes.extras());
        members.set(ResponsesNotes.ITEM, item);
        boolean wasPlain = notes.extras().isEmpty();
        if (wasPlain && part instanceof Part.Text) {
            members.putArray(ResponsesNotes.STRING);
        }
        Notes with = notes.with(ResponsesNotes.of(members));
        return switch (part) {
            case Part.Text text -> new Part.Text(text.text(), text.citations(), with);
            case Part.Refusal refusal -> new Part.Refusal(refusal.text(), with);
            default -> part;
        };
    }

    private void call(Doc item, boolean custom) {
        gather(Role.ASSISTANT);
        String input = item.text(custom ? "input" : "arguments");
        Extras rest = item.rest(Dialect.RESPONSES, custom ? CUSTOM_CALL : CALL);
        Notes notes = Notes.of(rest.isEmpty() && input.isEmpty() ? ResponsesNotes.MARK : rest);
        Part.ToolUse use = new Part.ToolUse(item.text("call_id"), item.text("name"), input, custom, notes);
        calls.put(use.id(), use);
        add(use);
        afterWords = false;
    }

    private void result(Doc item, boolean custom) {
        gather(Role.TOOL);
        String id = item.text("call_id");
        Part.ToolUse use = calls.get(id);
        Extras rest = item.rest(Dialect.RESPONSES, OUTPUT);
        if (custom != (use != null && use.custom())) {
            ObjectNode members = (ObjectNode) ResponsesNotes.members(rest);
            members.put("type", item.text("type"));
            rest = ResponsesNotes.of(members);
        }
        List<Part> content = ResponsesParts.read(item.at("output"), "input_text");
        gathered.add(new Part.ToolResult(id, use == null ? null : use.name(), content, false, Notes.of(rest)));
    }

    private void reasoning(Doc item) {
        gather(Role.ASSISTANT);
        afterWords = false;
        List<Doc> summary = item.list("summary");
        List<Doc> content = item.list("content");
        boolean summed = !summary.isEmpty() || content.isEmpty();
        String text =
                ResponsesParts.joined(item.at(summed ? "summary" : "content").node());
        ObjectNode members = (ObjectNode) ResponsesNotes.members(item.rest(Dialect.RESPONSES, REASONING));
        if (summary.size() > 1) {
            members.set("summary", item.at("summary").node());
        }
        if (item.has("content") && (summed || content.size() > 1)) {
            members.set("content", item.at("content").node());
        }
        String sealed = item.textOrNull("encrypted_content");
        if (sealed == null) {
            add(new Part.Reasoning(text, summed, Notes.of(ResponsesNotes.of(members))));
            return;
        }
        Seals.Carried carried = Seals.read(sealed, Dialect.RESPONSES, item.textOrNull("id"));
        if (carried.forNext()) {
            neighbour(carried.seal());
            return;
        }
        boolean own = carried.seal().origin() == Dialect.RESPONSES;
        Extras extras = members.isEmpty() && !summed ? ResponsesNotes.MARK : ResponsesNotes.of(members);
        Notes notes = own ? Notes.of(extras) : Notes.NONE;
        add(new Part.Reasoning(text, summed, notes.with(carried.seal())));
    }

    /** A seal of the part after this item or, where it came late in a stream, of the one before. */
    private void neighbour(Seal seal) {
        if (!ResponsesNotes.PREVIOUS.equals(seal.id())) {
            forNext = seal;
        } else if (!gathered.isEmpty()) {
            gathered.add(sealed(gathered.removeLast(), new Seal(seal.origin(), seal.value())));
        }
    }

    /** Items of tools that run at the provider. What the caller gave is the caller's, all else is the model's. */
    private void opaque(Doc item, String type) {
        boolean given = type.endsWith("_output") || type.equals("mcp_approval_response");
        gather(given ? Role.USER : Role.ASSISTANT);
        gathered.add(new Part.Opaque(Dialect.RESPONSES, type, item.raw(), Notes.NONE));
        afterWords = false;
    }

    private void gather(Role role) {
        if (role != gathering) {
            close();
            gathering = role;
        }
    }

    private void add(Part part) {
        Seal seal = forNext;
        forNext = null;
        gathered.add(seal == null ? part : sealed(part, seal));
    }

    private static Part sealed(Part part, Seal seal) {
        return switch (part) {
            case Part.ToolUse use ->
                new Part.ToolUse(
                        use.id(),
                        use.name(),
                        use.input(),
                        use.custom(),
                        use.notes().with(seal));
            case Part.Text text ->
                new Part.Text(text.text(), text.citations(), text.notes().with(seal));
            default -> part;
        };
    }

    private void close() {
        if (forNext != null) {
            // Gemini itself sends the seal of a text that has ended in an empty text after it.
            gathered.add(new Part.Text("", List.of(), Notes.NONE.with(forNext)));
            forNext = null;
        }
        if (!gathered.isEmpty()) {
            messages.add(new Message(gathering, gathered));
            gathered.clear();
        }
        afterWords = false;
    }
}
