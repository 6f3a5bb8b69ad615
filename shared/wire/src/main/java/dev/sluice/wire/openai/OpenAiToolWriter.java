package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.CacheMark;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes tools and the choice among them for an upstream. */
final class OpenAiToolWriter {
    /** The one argument of the function that stands for a tool with free text. */
    static final String CUSTOM_INPUT = "input";

    private final Tooling tooling;
    private final Addressee to;
    private final Losses losses;

    private OpenAiToolWriter(Tooling tooling, Addressee to, Losses losses) {
        this.tooling = tooling;
        this.to = to;
        this.losses = losses;
    }

    static void write(Tooling tooling, ObjectNode out, Addressee to, Losses losses) {
        new OpenAiToolWriter(tooling, to, losses).write(out);
    }

    private void write(ObjectNode out) {
        ArrayNode tools = out.arrayNode();
        tooling.tools().forEach(tool -> add(tool, tools));
        if (tools.isEmpty()) {
            // A choice among no tools is refused.
            losses.addIfPresent(Loss.TOOL_CHOICE, tooling.choice());
            losses.addIfPresent(Loss.PARALLEL_TOOLS, tooling.parallel());
            return;
        }
        out.set("tools", tools);
        if (tooling.choice() != null) {
            choice(tooling.choice(), out);
        }
        if (tooling.parallel() != null) {
            out.put("parallel_tool_calls", tooling.parallel());
        }
    }

    private void add(Tool tool, ArrayNode tools) {
        switch (tool) {
            case Tool.Function function -> tools.add(function(function));
            case Tool.Custom custom -> tools.add(to.has(Quirk.CUSTOM_TOOLS) ? custom(custom) : wrapped(custom));
            case Tool.Hosted hosted -> hosted(hosted, tools);
        }
    }

    private void hosted(Tool.Hosted tool, ArrayNode tools) {
        if (tool.dialect() == Dialect.OPENAI) {
            tools.add(JsonTree.node(tool.json()));
        } else {
            losses.add(Loss.HOSTED_TOOL);
        }
    }

    private ObjectNode function(Tool.Function tool) {
        ObjectNode out = JsonTree.object().put("type", "function");
        ObjectNode function = out.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.set("parameters", OpenAiSchemas.parameters(tool.parameters()));
        }
        if (tool.strict() != null) {
            function.put("strict", tool.strict());
        }
        return finish(tool, out);
    }

    /** A function of one text. */
    private ObjectNode wrapped(Tool.Custom tool) {
        losses.add(Loss.CUSTOM_TOOL);
        ObjectNode schema = JsonTree.object().put("type", "object");
        schema.putObject("properties").putObject(CUSTOM_INPUT).put("type", "string");
        schema.putArray("required").add(CUSTOM_INPUT);
        return function(new Tool.Function(tool.name(), tool.description(), JsonTree.raw(schema), null, tool.notes()));
    }

    private ObjectNode custom(Tool.Custom tool) {
        ObjectNode out = JsonTree.object().put("type", "custom");
        ObjectNode custom = out.putObject("custom").put("name", tool.name());
        if (tool.description() != null) {
            custom.put("description", tool.description());
        }
        if (tool.format() != null) {
            custom.set("format", OpenAiGrammar.write(tool.format()));
        }
        return finish(tool, out);
    }

    private ObjectNode finish(Tool tool, ObjectNode out) {
        losses.carry(tool.notes().extras(), Dialect.OPENAI, out);
        cacheMark(tool.notes().cache(), out, to, losses);
        return out;
    }

    /** Writes a wish to cache where the upstream understands Anthropic's. */
    static void cacheMark(@Nullable CacheMark mark, ObjectNode out, Addressee to, Losses losses) {
        if (mark == null) {
            return;
        }
        if (!to.has(Quirk.CACHE_CONTROL)) {
            losses.add(Loss.CACHE_MARK);
            return;
        }
        ObjectNode control = out.putObject("cache_control").put("type", "ephemeral");
        if (mark.ttl() != null) {
            control.put("ttl", mark.ttl());
        }
    }

    private void choice(ToolChoice choice, ObjectNode out) {
        switch (choice) {
            case ToolChoice.Auto ignored -> out.put("tool_choice", "auto");
            case ToolChoice.None ignored -> out.put("tool_choice", "none");
            case ToolChoice.Required ignored -> out.put("tool_choice", "required");
            case ToolChoice.Named named -> out.set("tool_choice", reference(named.name()));
            case ToolChoice.Among among -> {
                ObjectNode allowed = out.putObject("tool_choice")
                        .put("type", "allowed_tools")
                        .putObject("allowed_tools");
                allowed.put("mode", among.required() ? "required" : "auto");
                List<ObjectNode> references =
                        among.names().stream().map(this::reference).toList();
                allowed.putArray("tools").addAll(references);
            }
        }
    }

    private ObjectNode reference(String name) {
        boolean isCustom = to.has(Quirk.CUSTOM_TOOLS)
                && tooling.tools().stream()
                        .anyMatch(tool -> tool instanceof Tool.Custom custom
                                && custom.name().equals(name));
        String type = isCustom ? "custom" : "function";
        ObjectNode reference = JsonTree.object().put("type", type);
        reference.putObject(type).put("name", name);
        return reference;
    }
}
