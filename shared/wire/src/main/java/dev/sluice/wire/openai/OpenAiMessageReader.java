package dev.sluice.wire.openai;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a caller's messages in order; remembers older function calls, whose results name no id. One per request. */
final class OpenAiMessageReader {
    private static final Set<String> PLAIN = Set.of("role", "content", "name");
    private static final Set<String> TOOL = Set.of("role", "content", "name", "tool_call_id");
    private static final Set<String> ASSISTANT = Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "audio",
            "tool_calls",
            "function_call",
            "reasoning_content",
            "reasoning",
            "reasoning_details");

    private final Map<String, String> functionCalls = new HashMap<>();
    private int count;

    List<Message> read(Doc request) {
        List<Message> messages = new ArrayList<>();
        for (Doc message : request.list("messages")) {
            messages.add(message(message));
            count++;
        }
        return messages;
    }

    private Message message(Doc message) {
        String role = message.text("role");
        return switch (role) {
            case "system" -> plain(Message.Role.SYSTEM, message);
            case "developer" -> plain(Message.Role.DEVELOPER, message);
            case "user" -> plain(Message.Role.USER, message);
            case "assistant" -> assistant(message);
            case "tool" -> result(message, message.text("tool_call_id"));
            case "function" -> {
                String name = message.text("name");
                yield result(message, functionCalls.getOrDefault(name, OpenAiIds.made(name, 0, 0)));
            }
            default ->
                throw message.at("role").wrong("'system', 'developer', 'user', 'assistant', 'tool' or 'function'");
        };
    }

    private static Message plain(Message.Role role, Doc message) {
        List<Part> parts = OpenAiPartReader.content(message.at("content"));
        return new Message(role, parts, message.textOrNull("name"), rest(message, PLAIN));
    }

    private static Message result(Doc message, String callId) {
        List<Part> content = OpenAiPartReader.content(message.at("content"));
        Part result = new Part.ToolResult(callId, message.textOrNull("name"), content, false, rest(message, TOOL));
        return new Message(Message.Role.TOOL, List.of(result));
    }

    /** What a message says beyond what is read; that its content is null follows from its other parts. */
    private static Notes rest(Doc message, Set<String> known) {
        return new OpenAiRest().of(message, known, Set.of("content")).notes();
    }

    private Message assistant(Doc message) {
        List<Part.ToolUse> calls = calls(message);
        Set<String> ids = calls.stream().map(Part.ToolUse::id).collect(Collectors.toSet());
        OpenAiThoughts thoughts = OpenAiThoughts.ofCaller(message, ids);
        List<Part> parts = new ArrayList<>(thoughts.before(0));
        parts.addAll(said(message, thoughts.ofText()));
        int before = 0;
        for (Part.ToolUse call : calls) {
            Seal seal = thoughts.ofCalls().get(call.id());
            parts.add(seal == null ? call : sealed(call, seal));
            parts.addAll(thoughts.before(++before));
        }
        return new Message(Message.Role.ASSISTANT, parts, message.textOrNull("name"), rest(message, ASSISTANT));
    }

    /** Text, refusal and sound, the first text with its seal. */
    private static List<Part> said(Doc message, @Nullable Seal seal) {
        List<Part> said = new ArrayList<>();
        boolean isSealed = seal == null;
        for (Part part : OpenAiPartReader.content(message.at("content"))) {
            if (!isSealed && part instanceof Part.Text text) {
                said.add(new Part.Text(
                        text.text(), text.citations(), text.notes().with(seal)));
                isSealed = true;
            } else {
                said.add(part);
            }
        }
        if (!isSealed) {
            said.add(new Part.Text("", List.of(), Notes.NONE.with(seal)));
        }
        String refusal = message.textOrNull("refusal");
        if (refusal != null) {
            said.add(new Part.Refusal(refusal, Notes.NONE));
        }
        Doc audio = message.object("audio");
        if (!audio.isAbsent()) {
            Source spoken = new Source.Uploaded(Dialect.OPENAI, audio.text("id"), null);
            said.add(new Part.Audio(spoken, "", audio.textOrNull("transcript"), Notes.NONE));
        }
        return said;
    }

    private static Part sealed(Part.ToolUse call, Seal seal) {
        return new Part.ToolUse(
                call.id(),
                call.name(),
                call.input(),
                call.custom(),
                call.notes().with(seal));
    }

    private List<Part.ToolUse> calls(Doc message) {
        List<Part.ToolUse> calls = new ArrayList<>();
        for (Doc call : message.list("tool_calls")) {
            calls.add(OpenAiCalls.call(call, call.text("id")));
        }
        Doc function = message.object("function_call");
        if (!function.isAbsent()) {
            String name = function.text("name");
            String id = OpenAiIds.made("functions", count, 0);
            functionCalls.put(name, id);
            calls.add(new Part.ToolUse(id, name, function.textOr("arguments", ""), false, Notes.NONE));
        }
        return calls;
    }
}
