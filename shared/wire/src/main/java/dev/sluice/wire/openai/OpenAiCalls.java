package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;

/** Reads and writes whole items of {@code tool_calls}. */
final class OpenAiCalls {
    private static final Set<String> FUNCTION = Set.of("name", "arguments");
    private static final Set<String> CUSTOM = Set.of("name", "input");

    private OpenAiCalls() {}

    /** Reads a call that goes by this id. */
    static Part.ToolUse call(Doc call, String id) {
        boolean isCustom = call.textOr("type", "function").equals("custom");
        String inner = isCustom ? "custom" : "function";
        Doc body = call.object(inner);
        Notes notes = new OpenAiRest()
                .of(call, Set.of("id", "type", "index", inner))
                .inside(inner, body, isCustom ? CUSTOM : FUNCTION)
                .notes();
        return new Part.ToolUse(id, body.textOr("name", ""), input(body, isCustom), isCustom, notes);
    }

    /** Ollama's own API, and some that imitate it, give arguments as an object. */
    private static String input(Doc body, boolean isCustom) {
        Doc input = body.at(isCustom ? "input" : "arguments");
        return input.isObject() ? input.raw().text() : input.isAbsent() ? "" : input.asText();
    }

    /** Writes a call under this id; a function without arguments has an empty object of them. */
    static ObjectNode write(Part.ToolUse use, String id, Losses losses) {
        ObjectNode call = JsonTree.object().put("id", id).put("type", use.custom() ? "custom" : "function");
        ObjectNode body = call.putObject(use.custom() ? "custom" : "function").put("name", use.name());
        boolean isEmpty = use.input().isEmpty() && !use.custom();
        body.put(use.custom() ? "input" : "arguments", isEmpty ? "{}" : use.input());
        losses.carry(use.notes().extras(), Dialect.OPENAI, call);
        return call;
    }
}
