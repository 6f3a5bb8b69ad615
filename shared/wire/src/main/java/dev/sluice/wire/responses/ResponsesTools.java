package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a request, and which of them are to be called. */
final class ResponsesTools {
    private static final Set<String> FUNCTION = Set.of("type", "name", "description", "parameters", "strict");
    private static final Set<String> CUSTOM = Set.of("type", "name", "description", "format");

    private ResponsesTools() {}

    static List<Tool> read(Doc request) {
        List<Tool> tools = new ArrayList<>();
        for (Doc tool : request.list("tools")) {
            tools.add(tool(tool));
        }
        return tools;
    }

    private static Tool tool(Doc tool) {
        String type = tool.text("type");
        return switch (type) {
            case "function" ->
                new Tool.Function(
                        tool.text("name"),
                        tool.textOrNull("description"),
                        raw(tool.object("parameters")),
                        tool.flagOrNull("strict"),
                        Notes.of(tool.rest(Dialect.RESPONSES, FUNCTION)));
            case "custom" ->
                new Tool.Custom(
                        tool.text("name"),
                        tool.textOrNull("description"),
                        raw(tool.object("format")),
                        Notes.of(tool.rest(Dialect.RESPONSES, CUSTOM)));
            default -> new Tool.Hosted(Dialect.RESPONSES, type, tool.raw(), Notes.NONE);
        };
    }

    private static @Nullable RawJson raw(Doc value) {
        return value.isAbsent() ? null : value.raw();
    }

    /** The choice; null if there is none, or none that other dialects know. */
    static @Nullable ToolChoice choice(Doc choice) {
        if (choice.isAbsent()) {
            return null;
        }
        if (choice.isText()) {
            return switch (choice.asText()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Required();
                default -> throw choice.wrong("'auto', 'none', 'required' or an object");
            };
        }
        if (!choice.isObject()) {
            throw choice.wrong("'auto', 'none', 'required' or an object");
        }
        return switch (choice.text("type")) {
            case "function", "custom" -> new ToolChoice.Named(choice.text("name"));
            case "allowed_tools" -> among(choice);
            default -> null;
        };
    }

    private static @Nullable ToolChoice among(Doc choice) {
        List<String> names = new ArrayList<>();
        for (Doc tool : choice.list("tools")) {
            if (!Set.of("function", "custom").contains(tool.text("type"))) {
                return null;
            }
            names.add(tool.text("name"));
        }
        return new ToolChoice.Among(names, "required".equals(choice.textOrNull("mode")));
    }

    /**
     * Writes tools.
     *
     * @param own whether the caller speaks this dialect, where a function is strict unless it says otherwise
     */
    static void write(List<Tool> tools, boolean own, ObjectNode out, Losses losses) {
        ArrayNode list = JsonTree.object().arrayNode();
        for (Tool tool : tools) {
            switch (tool) {
                case Tool.Function function -> function(function, own, list.addObject(), losses);
                case Tool.Custom custom -> custom(custom, list.addObject(), losses);
                case Tool.Hosted hosted -> hosted(hosted, list, losses);
            }
        }
        if (!list.isEmpty()) {
            out.set("tools", list);
        }
    }

    private static void function(Tool.Function function, boolean own, ObjectNode out, Losses losses) {
        out.put("type", "function");
        out.put("name", function.name());
        if (function.description() != null) {
            out.put("description", function.description());
        }
        if (function.parameters() != null) {
            out.set(
                    "parameters",
                    own ? JsonTree.node(function.parameters()) : OpenAiSchemas.parameters(function.parameters()));
        } else if (!own) {
            out.putObject("parameters").put("type", "object").putObject("properties");
        }
        if (function.strict() != null) {
            out.put("strict", function.strict());
        } else if (!own) {
            out.put("strict", false);
        }
        notes(function.notes(), out, losses);
    }

    private static void custom(Tool.Custom custom, ObjectNode out, Losses losses) {
        out.put("type", "custom");
        out.put("name", custom.name());
        if (custom.description() != null) {
            out.put("description", custom.description());
        }
        if (custom.format() != null) {
            out.set("format", JsonTree.node(custom.format()));
        }
        notes(custom.notes(), out, losses);
    }

    private static void hosted(Tool.Hosted hosted, ArrayNode list, Losses losses) {
        if (hosted.dialect() == Dialect.RESPONSES) {
            list.add(JsonTree.node(hosted.json()));
        } else {
            losses.add(Loss.HOSTED_TOOL);
        }
    }

    private static void notes(Notes notes, ObjectNode out, Losses losses) {
        losses.addIfPresent(Loss.CACHE_MARK, notes.cache());
        losses.carry(notes.extras(), Dialect.RESPONSES, out);
    }

    static void writeChoice(@Nullable ToolChoice choice, List<Tool> tools, ObjectNode out) {
        switch (choice) {
            case null -> {}
            case ToolChoice.Auto ignored -> out.put("tool_choice", "auto");
            case ToolChoice.None ignored -> out.put("tool_choice", "none");
            case ToolChoice.Required ignored -> out.put("tool_choice", "required");
            case ToolChoice.Named named ->
                out.putObject("tool_choice")
                        .put("type", isCustom(named.name(), tools) ? "custom" : "function")
                        .put("name", named.name());
            case ToolChoice.Among among -> {
                ObjectNode allowed = out.putObject("tool_choice");
                allowed.put("type", "allowed_tools").put("mode", among.required() ? "required" : "auto");
                ArrayNode list = allowed.putArray("tools");
                among.names()
                        .forEach(name -> list.addObject()
                                .put("type", isCustom(name, tools) ? "custom" : "function")
                                .put("name", name));
            }
        }
    }

    private static boolean isCustom(String name, List<Tool> tools) {
        return tools.stream()
                .anyMatch(tool ->
                        tool instanceof Tool.Custom custom && custom.name().equals(name));
    }

    /** Whether a caller's choice must be kept as it is, since other dialects have no such choice. */
    static boolean isOwn(Doc choice) {
        return !choice.isAbsent() && choice(choice) == null;
    }
}
