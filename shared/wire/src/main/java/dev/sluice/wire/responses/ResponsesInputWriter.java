package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes messages as input items for an upstream. */
final class ResponsesInputWriter {
    private final Losses losses;
    private final ResponsesContentWriter content;
    private final ArrayNode items = JsonTree.object().arrayNode();
    private final Set<String> customCalls = new HashSet<>();

    /**
     * Makes one for a request.
     *
     * @param own whether the caller speaks this dialect, and so says what an upstream of it may be told
     */
    ResponsesInputWriter(boolean own, Losses losses) {
        this.losses = losses;
        this.content = new ResponsesContentWriter(own, losses);
    }

    void write(List<Message> messages, ObjectNode out) {
        List<Message> rest = messages;
        if (!rest.isEmpty() && isInstructions(rest.getFirst())) {
            out.put(
                    "instructions",
                    ResponsesContentWriter.string(rest.getFirst().parts()));
            rest = rest.subList(1, rest.size());
        }
        if (rest.size() == 1 && isInputString(rest.getFirst())) {
            out.put("input", ResponsesContentWriter.string(rest.getFirst().parts()));
            return;
        }
        rest.forEach(this::message);
        if (!items.isEmpty()) {
            out.set("input", items);
        }
    }

    private static boolean isInstructions(Message message) {
        return message.role() == Role.SYSTEM
                && message.notes().extras().equals(ResponsesNotes.MARK)
                && ResponsesContentWriter.string(message.parts()) != null;
    }

    private static boolean isInputString(Message message) {
        return message.role() == Role.USER
                && message.notes().extras().isEmpty()
                && message.name() == null
                && message.parts().size() == 1
                && ResponsesContentWriter.string(message.parts()) != null;
    }

    private void message(Message message) {
        losses.addIfPresent(Loss.NAME, message.name());
        losses.addIfPresent(Loss.CACHE_MARK, message.notes().cache());
        List<Part> run = new ArrayList<>();
        for (Part part : message.parts()) {
            if (isWords(part)) {
                if (message.role() == Role.ASSISTANT && beginsItem(part)) {
                    words(message, run);
                }
                run.add(part);
            } else {
                words(message, run);
                item(part);
            }
        }
        words(message, run);
    }

    /** Whether the part is content of a message, as opposed to an item of its own. */
    private static boolean isWords(Part part) {
        return switch (part) {
            case Part.Opaque opaque -> opaque.dialect() != Dialect.RESPONSES || ResponsesNotes.isMarked(opaque.notes());
            case Part.ToolUse ignored -> false;
            case Part.ToolResult ignored -> false;
            case Part.Reasoning ignored -> false;
            case Part.Text ignored -> true;
            case Part.Image ignored -> true;
            case Part.Audio ignored -> true;
            case Part.Video ignored -> true;
            case Part.Document ignored -> true;
            case Part.Refusal ignored -> true;
        };
    }

    private static boolean beginsItem(Part part) {
        return ResponsesNotes.members(part.notes().extras()).has(ResponsesNotes.ITEM);
    }

    private void words(Message message, List<Part> run) {
        run.removeIf(this::isBareSeal);
        if (!run.isEmpty()) {
            if (message.role() == Role.ASSISTANT) {
                assistant(run);
            } else {
                given(message, run);
            }
        }
        run.clear();
    }

    /** Whether a part is only there for a seal, which this upstream could not read. */
    private boolean isBareSeal(Part part) {
        if (part.notes().seal() == null) {
            return false;
        }
        losses.add(Loss.SEAL);
        return part instanceof Part.Text text && text.text().isEmpty();
    }

    private void given(Message message, List<Part> run) {
        Notes notes = message.notes();
        JsonNode members = ResponsesNotes.members(notes.extras());
        ObjectNode item = items.addObject();
        if (ResponsesNotes.isMarked(notes) && !members.has("type")) {
            item.put("type", "message");
        }
        Role role = message.role() == Role.TOOL ? Role.USER : message.role();
        item.put("role", role.name().toLowerCase(Locale.ROOT));
        String text = ResponsesContentWriter.string(run);
        if (text != null) {
            item.put("content", text);
        } else {
            ArrayNode list = item.putArray("content");
            run.forEach(part -> content.input(part, list));
            if (list.isEmpty()) {
                item.put("content", "");
            }
        }
        losses.carry(notes.extras(), Dialect.RESPONSES, item);
        if (item.path("type").isNull()) {
            item.remove("type");
        }
    }

    private void assistant(List<Part> run) {
        JsonNode first = ResponsesNotes.members(run.getFirst().notes().extras());
        JsonNode members = first.path(ResponsesNotes.ITEM);
        String text = ResponsesContentWriter.string(run);
        boolean isString = text != null || first.has(ResponsesNotes.STRING);
        ObjectNode item = items.addObject();
        boolean isTyped = members.isObject() ? !members.has("type") : text == null;
        if (isTyped) {
            item.put("type", "message");
        }
        item.put("role", "assistant");
        if (isString && run.getFirst() instanceof Part.Text only) {
            item.put("content", only.text());
        } else {
            ArrayNode list = item.putArray("content");
            run.forEach(part -> content.output(part, list));
            if (list.isEmpty()) {
                item.put("content", "");
            }
        }
        members.properties().forEach(member -> item.set(member.getKey(), member.getValue()));
        if (item.path("type").isNull()) {
            item.remove("type");
        }
    }

    private void item(Part part) {
        losses.addIfPresent(Loss.CACHE_MARK, part.notes().cache());
        switch (part) {
            case Part.ToolUse use -> call(use);
            case Part.ToolResult result -> result(result);
            case Part.Reasoning thought -> reasoning(thought);
            case Part.Opaque opaque -> items.add(JsonTree.node(opaque.json()));
            default -> throw new IllegalStateException("words are no item");
        }
    }

    private void call(Part.ToolUse use) {
        if (use.notes().seal() != null) {
            losses.add(Loss.SEAL);
        }
        ObjectNode item = items.addObject();
        item.put("type", use.custom() ? "custom_tool_call" : "function_call");
        item.put("call_id", OpenAiIds.fitItem(use.id())).put("name", use.name());
        boolean isEmpty = use.input().isEmpty() && !use.custom();
        boolean own = use.notes().extras().isOf(Dialect.RESPONSES);
        item.put(use.custom() ? "input" : "arguments", isEmpty && !own ? "{}" : use.input());
        if (use.custom()) {
            customCalls.add(use.id());
        }
        losses.carry(use.notes().extras(), Dialect.RESPONSES, item);
    }

    private void result(Part.ToolResult result) {
        ObjectNode item = items.addObject();
        boolean custom = customCalls.contains(result.callId());
        item.put("type", custom ? "custom_tool_call_output" : "function_call_output");
        item.put("call_id", OpenAiIds.fitItem(result.callId()));
        content.result(result.content(), item);
        if (result.error()) {
            losses.add(Loss.TOOL_ERROR);
        }
        losses.carry(result.notes().extras(), Dialect.RESPONSES, item);
    }

    /** Only thoughts that this API made itself can be given back to it. */
    private void reasoning(Part.Reasoning thought) {
        Seal seal = thought.notes().seal();
        boolean own = thought.notes().extras().isOf(Dialect.RESPONSES);
        if (seal == null ? !own : !Seals.fits(seal, Dialect.RESPONSES)) {
            losses.add(seal == null ? Loss.REASONING : Loss.SEAL);
            return;
        }
        ObjectNode item = items.addObject().put("type", "reasoning");
        if (seal != null && seal.id() != null) {
            item.put("id", seal.id());
        }
        // A summary that went through another dialect may look like the thoughts, which OpenAI takes back from nobody.
        boolean isSummary = thought.summary() || !own;
        item.set("summary", ResponsesParts.list("summary_text", isSummary ? thought.text() : ""));
        if (!isSummary) {
            item.set("content", ResponsesParts.list("reasoning_text", thought.text()));
        }
        if (seal != null) {
            item.put("encrypted_content", seal.value());
        }
        losses.carry(thought.notes().extras(), Dialect.RESPONSES, item);
    }
}
