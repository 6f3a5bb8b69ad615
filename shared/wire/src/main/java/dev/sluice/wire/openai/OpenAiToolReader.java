package dev.sluice.wire.openai;

import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a request's tools and the choice among them; the older functions are read as tools. */
final class OpenAiToolReader {
    private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "strict");
    private static final Set<String> CUSTOM = Set.of("name", "description", "format");

    private OpenAiToolReader() {}

    static Tooling read(Doc request) {
        List<Tool> tools = new ArrayList<>();
        for (Doc tool : request.list("tools")) {
            tools.add(tool(tool));
        }
        for (Doc function : request.list("functions")) {
            tools.add(function(
                    function,
                    new OpenAiRest().inside("function", function, FUNCTION).notes()));
        }
        ToolChoice choice = request.has("tool_choice")
                ? choice(request.at("tool_choice"))
                : legacyChoice(request.at("function_call"));
        return new Tooling(tools, choice, request.flagOrNull("parallel_tool_calls"));
    }

    private static Tool tool(Doc tool) {
        if (!tool.isObject()) {
            throw tool.wrong("an object");
        }
        String type = tool.textOr("type", "function");
        return switch (type) {
            case "function" -> function(tool.object("function"), notes(tool, "function", FUNCTION));
            case "custom" -> custom(tool.object("custom"), notes(tool, "custom", CUSTOM));
            default -> new Tool.Hosted(Dialect.OPENAI, type, tool.raw(), Notes.NONE);
        };
    }

    private static Notes notes(Doc tool, String inner, Set<String> known) {
        Notes notes = new OpenAiRest()
                .of(tool, Set.of("type", inner, "cache_control"))
                .inside(inner, tool.at(inner), known)
                .notes();
        Doc mark = tool.object("cache_control");
        return mark.isAbsent() ? notes : notes.with(new CacheMark(mark.textOrNull("ttl")));
    }

    private static Tool function(Doc function, Notes notes) {
        return new Tool.Function(
                function.text("name"),
                function.textOrNull("description"),
                raw(function.object("parameters")),
                function.flagOrNull("strict"),
                notes);
    }

    private static Tool custom(Doc custom, Notes notes) {
        return new Tool.Custom(
                custom.text("name"),
                custom.textOrNull("description"),
                OpenAiGrammar.read(custom.object("format")),
                notes);
    }

    private static @Nullable RawJson raw(Doc member) {
        return member.isAbsent() ? null : member.raw();
    }

    private static ToolChoice choice(Doc choice) {
        if (choice.isText()) {
            return switch (choice.asText()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required", "any" -> new ToolChoice.Required();
                default -> throw choice.wrong("'auto', 'none', 'required' or an object");
            };
        }
        if (!choice.isObject()) {
            throw choice.wrong("a string or an object");
        }
        String type = choice.textOr("type", "function");
        return switch (type) {
            case "function" -> new ToolChoice.Named(choice.object("function").text("name"));
            case "custom" -> new ToolChoice.Named(choice.object("custom").text("name"));
            case "allowed_tools" -> among(choice.object("allowed_tools"));
            default -> throw choice.at("type").wrong("'function', 'custom' or 'allowed_tools'");
        };
    }

    private static ToolChoice among(Doc allowed) {
        List<String> names = allowed.list("tools").stream()
                .map(tool -> tool.object(tool.textOr("type", "function")).text("name"))
                .toList();
        return new ToolChoice.Among(names, allowed.textOr("mode", "auto").equals("required"));
    }

    private static @Nullable ToolChoice legacyChoice(Doc choice) {
        if (choice.isAbsent()) {
            return null;
        }
        return choice.isObject() ? new ToolChoice.Named(choice.text("name")) : choice(choice);
    }
}
