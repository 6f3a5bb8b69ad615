package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tools of a request, {@code toolConfig}. */
final class BedrockTools {
    /** The one argument of a tool that takes free text. */
    static final String FREE_TEXT = "input";

    private BedrockTools() {}

    static Tooling read(Doc config) {
        List<Tool> tools = new ArrayList<>();
        for (Doc entry : config.list("tools")) {
            if (!mark(entry, tools)) {
                tools.add(tool(entry));
            }
        }
        return new Tooling(tools, choice(config.object("toolChoice")), null);
    }

    private static boolean mark(Doc entry, List<Tool> tools) {
        if (!entry.has("cachePoint")
                || tools.isEmpty()
                || tools.getLast().notes().cache() != null) {
            return false;
        }
        CacheMark mark = new CacheMark(entry.at("cachePoint").textOrNull("ttl"));
        Tool last = tools.removeLast();
        tools.add(with(last, last.notes().with(mark)));
        return true;
    }

    private static Tool tool(Doc entry) {
        if (!entry.isObject()) {
            throw entry.wrong("a tool");
        }
        if (!entry.has("toolSpec")) {
            String kind =
                    entry.members().isEmpty() ? "" : entry.members().getFirst().getKey();
            return new Tool.Hosted(Dialect.BEDROCK, kind, entry.raw(), Notes.NONE);
        }
        Doc spec = entry.object("toolSpec");
        Doc schema = spec.object("inputSchema").at("json");
        Tool.Function function = new Tool.Function(
                spec.text("name"),
                spec.textOrNull("description"),
                schema.isAbsent() ? null : schema.raw(),
                spec.flagOrNull("strict"),
                Notes.NONE);
        return with(function, Notes.of(BedrockExtras.beyond(function(function), entry.node())));
    }

    private static Tool with(Tool tool, Notes notes) {
        return switch (tool) {
            case Tool.Function f -> new Tool.Function(f.name(), f.description(), f.parameters(), f.strict(), notes);
            case Tool.Custom c -> new Tool.Custom(c.name(), c.description(), c.format(), notes);
            case Tool.Hosted h -> new Tool.Hosted(h.dialect(), h.type(), h.json(), notes);
        };
    }

    private static @Nullable ToolChoice choice(Doc choice) {
        if (choice.has("auto")) {
            return new ToolChoice.Auto();
        }
        if (choice.has("any")) {
            return new ToolChoice.Required();
        }
        return choice.has("tool") ? new ToolChoice.Named(choice.object("tool").text("name")) : null;
    }

    /**
     * Writes the tools of a request.
     *
     * @param used names of tools in the conversation so far: without any tools, Bedrock refuses a conversation with calls
     *     ("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
     */
    static ObjectNode write(Tooling tooling, Collection<String> used, BedrockModel model, Losses losses) {
        ObjectNode config = JsonTree.object();
        boolean isNone = tooling.choice() instanceof ToolChoice.None;
        ArrayNode tools = JsonTree.object().putArray("tools");
        if (!isNone || !used.isEmpty()) {
            offered(tooling).forEach(tool -> add(tool, model, tools, losses));
        }
        if (tools.isEmpty() && used.isEmpty()) {
            return config;
        }
        if (tools.isEmpty()) {
            // The model may call them now, though nobody offers them.
            losses.add(Loss.TOOL_CHOICE);
            used.forEach(name -> tools.add(function(new Tool.Function(name, null, null, null, Notes.NONE))));
        }
        config.set("tools", tools);
        if (Boolean.FALSE.equals(tooling.parallel())) {
            losses.add(Loss.PARALLEL_TOOLS);
        }
        ObjectNode choice = choice(tooling.choice(), losses);
        if (choice != null && !tooling.tools().isEmpty()) {
            config.set("toolChoice", choice);
        }
        return config;
    }

    private static List<Tool> offered(Tooling tooling) {
        if (!(tooling.choice() instanceof ToolChoice.Among among)) {
            return tooling.tools();
        }
        return tooling.tools().stream()
                .filter(tool -> switch (tool) {
                    case Tool.Function function -> among.names().contains(function.name());
                    case Tool.Custom custom -> among.names().contains(custom.name());
                    case Tool.Hosted ignored -> true;
                })
                .toList();
    }

    private static void add(Tool tool, BedrockModel model, ArrayNode tools, Losses losses) {
        ObjectNode entry = entry(tool, model, losses);
        if (entry == null) {
            return;
        }
        BedrockExtras.write(tool.notes().extras(), entry, losses);
        tools.add(entry);
        CacheMark mark = tool.notes().cache();
        if (mark != null && model.family().takesCachePoints()) {
            tools.add(BedrockContentWriter.cachePoint(mark));
        } else if (mark != null) {
            losses.add(Loss.CACHE_MARK);
        }
    }

    private static @Nullable ObjectNode entry(Tool tool, BedrockModel model, Losses losses) {
        return switch (tool) {
            case Tool.Function function -> strict(function(function), model, losses);
            case Tool.Custom custom -> {
                losses.add(Loss.CUSTOM_TOOL);
                yield custom(custom);
            }
            case Tool.Hosted hosted -> {
                if (hosted.dialect() == Dialect.BEDROCK) {
                    yield (ObjectNode) JsonTree.node(hosted.json());
                }
                losses.add(Loss.HOSTED_TOOL);
                yield null;
            }
        };
    }

    private static ObjectNode function(Tool.Function function) {
        ObjectNode entry = JsonTree.object();
        ObjectNode spec = entry.putObject("toolSpec").put("name", function.name());
        // An empty description is refused.
        if (function.description() != null && !function.description().isEmpty()) {
            spec.put("description", function.description());
        }
        ObjectNode schema = spec.putObject("inputSchema");
        if (function.parameters() == null) {
            schema.putObject("json").put("type", "object").putObject("properties");
        } else {
            schema.set("json", JsonTree.node(function.parameters()));
        }
        if (function.strict() != null) {
            spec.put("strict", function.strict());
        }
        return entry;
    }

    /** A tool as this model takes it, strict only if its schema is closed: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html */
    private static ObjectNode strict(ObjectNode entry, BedrockModel model, Losses losses) {
        ObjectNode spec = (ObjectNode) entry.path("toolSpec");
        boolean isStrict = spec.path("strict").asBoolean();
        boolean isOpen = model.closesSchemas()
                && BedrockSchemas.close(spec.path("inputSchema").path("json").deepCopy());
        if (!model.followsSchemas() || (isStrict && isOpen)) {
            spec.remove("strict");
            losses.addIfPresent(Loss.STRICT, isStrict ? spec : null);
        }
        return entry;
    }

    private static ObjectNode custom(Tool.Custom custom) {
        ObjectNode schema = JsonTree.object().put("type", "object");
        schema.putObject("properties").putObject(FREE_TEXT).put("type", "string");
        schema.putArray("required").add(FREE_TEXT);
        return function(new Tool.Function(custom.name(), custom.description(), JsonTree.raw(schema), null, Notes.NONE));
    }

    private static @Nullable ObjectNode choice(@Nullable ToolChoice choice, Losses losses) {
        ObjectNode out = JsonTree.object();
        switch (choice) {
            case null -> {
                return null;
            }
            case ToolChoice.Auto ignored -> out.putObject("auto");
            case ToolChoice.Required ignored -> out.putObject("any");
            case ToolChoice.Named named -> out.putObject("tool").put("name", named.name());
            // Only these are offered.
            case ToolChoice.Among among -> out.putObject(among.required() ? "any" : "auto");
            // There is no word for it; the tools must be named, since the conversation has calls of them.
            case ToolChoice.None ignored -> {
                losses.add(Loss.TOOL_CHOICE);
                return null;
            }
        }
        return out;
    }
}
