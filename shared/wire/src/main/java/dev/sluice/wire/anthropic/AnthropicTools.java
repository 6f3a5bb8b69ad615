package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools and the choice among them, as Anthropic writes them. */
final class AnthropicTools {
    /** The one argument of the function that stands for a tool with free text. */
    static final String CUSTOM_INPUT = "input";

    private static final Set<String> FUNCTION = Set.of("type", "name", "description", "input_schema", "strict");
    private static final String ONE_BY_ONE = "disable_parallel_tool_use";

    private AnthropicTools() {}

    static Tooling read(Doc request) {
        List<Tool> tools =
                request.list("tools").stream().map(AnthropicTools::tool).toList();
        Doc choice = request.object("tool_choice");
        Boolean oneByOne = choice.isAbsent() ? null : choice.flagOrNull(ONE_BY_ONE);
        return new Tooling(tools, choice.isAbsent() ? null : choice(choice), oneByOne == null ? null : !oneByOne);
    }

    private static Tool tool(Doc tool) {
        String type = tool.textOr("type", "custom");
        if (!type.equals("custom")) {
            return new Tool.Hosted(Dialect.ANTHROPIC, type, tool.raw(), Notes.NONE);
        }
        Doc schema = tool.object("input_schema");
        return new Tool.Function(
                tool.text("name"),
                tool.textOrNull("description"),
                schema.isAbsent() ? null : schema.raw(),
                tool.flagOrNull("strict"),
                AnthropicFields.notes(tool, FUNCTION));
    }

    private static ToolChoice choice(Doc choice) {
        return switch (choice.text("type")) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(choice.text("name"));
            default -> throw choice.at("type").wrong("one of auto, any, tool, none");
        };
    }

    /**
     * Writes both members.
     *
     * @param mayForce whether the model may be made to call a tool; thinking forbids it
     */
    static void write(Tooling tooling, AnthropicModel model, boolean mayForce, Output to) {
        ArrayNode tools = to.request.arrayNode();
        for (Tool tool : tooling.tools()) {
            JsonNode written = isOffered(tool, tooling.choice()) ? tool(tool, model, to.losses) : null;
            if (written != null) {
                tools.add(written);
            }
        }
        if (!tools.isEmpty()) {
            to.request.set("tools", tools);
        }
        ObjectNode choice = choice(tooling, mayForce, to.losses);
        if (choice != null && tools.isEmpty()) {
            to.losses.add(Loss.TOOL_CHOICE);
        } else if (choice != null) {
            to.request.set("tool_choice", choice);
        }
    }

    /** Where a request goes, and what gets lost on the way. */
    record Output(ObjectNode request, Losses losses) {}

    /** Anthropic cannot choose among some: the others are not offered. */
    private static boolean isOffered(Tool tool, @Nullable ToolChoice choice) {
        if (!(choice instanceof ToolChoice.Among among)) {
            return true;
        }
        return switch (tool) {
            case Tool.Function function -> among.names().contains(function.name());
            case Tool.Custom custom -> among.names().contains(custom.name());
            case Tool.Hosted ignored -> true;
        };
    }

    private static @Nullable JsonNode tool(Tool tool, AnthropicModel model, Losses losses) {
        return switch (tool) {
            case Tool.Function function -> function(function, model, losses);
            case Tool.Custom custom -> custom(custom, losses);
            case Tool.Hosted hosted -> {
                if (hosted.dialect() == Dialect.ANTHROPIC) {
                    yield JsonTree.node(hosted.json());
                }
                losses.add(Loss.HOSTED_TOOL);
                yield null;
            }
        };
    }

    private static ObjectNode function(Tool.Function function, AnthropicModel model, Losses losses) {
        ObjectNode out = named(function.name(), function.description());
        ObjectNode schema = schema(function.parameters(), losses);
        out.set("input_schema", schema);
        if (model.followsSchemas() && function.strict() != null) {
            out.put("strict", function.strict());
            if (function.strict() && AnthropicSchema.fit(schema)) {
                losses.add(Loss.STRICT);
            }
        } else if (Boolean.TRUE.equals(function.strict())) {
            losses.add(Loss.STRICT);
        }
        AnthropicFields.write(function.notes(), out, losses);
        return out;
    }

    private static ObjectNode named(String name, @Nullable String description) {
        ObjectNode out = JsonTree.object().put("name", name);
        return description == null ? out : out.put("description", description);
    }

    /** The API wants an object's schema, always. */
    private static ObjectNode schema(@Nullable RawJson parameters, Losses losses) {
        JsonNode node = parameters == null ? null : JsonTree.node(parameters);
        ObjectNode schema = node instanceof ObjectNode object ? object : JsonTree.object();
        JsonNode type = schema.path("type");
        if (type.asText().equals("object")) {
            return schema;
        }
        losses.addIfPresent(Loss.FIELD, schema.hasNonNull("type") ? type : null);
        return schema.put("type", "object");
    }

    private static ObjectNode custom(Tool.Custom custom, Losses losses) {
        losses.add(Loss.CUSTOM_TOOL);
        ObjectNode out = named(custom.name(), custom.description());
        ObjectNode schema = out.putObject("input_schema").put("type", "object");
        schema.putObject("properties").putObject(CUSTOM_INPUT).put("type", "string");
        schema.putArray("required").add(CUSTOM_INPUT);
        AnthropicFields.write(custom.notes(), out, losses);
        return out;
    }

    private static @Nullable ObjectNode choice(Tooling tooling, boolean mayForce, Losses losses) {
        ToolChoice wanted = tooling.choice();
        Boolean parallel = tooling.parallel();
        if (wanted == null && !Boolean.FALSE.equals(parallel)) {
            return null;
        }
        ObjectNode out = JsonTree.object();
        String type = type(wanted);
        boolean isForced = type.equals("any") || type.equals("tool");
        if (isForced && !mayForce) {
            losses.add(Loss.TOOL_CHOICE);
            type = "auto";
        }
        out.put("type", type);
        if (type.equals("tool") && wanted instanceof ToolChoice.Named named) {
            out.put("name", named.name());
        }
        if (parallel != null && !type.equals("none")) {
            out.put(ONE_BY_ONE, !parallel);
        }
        return out;
    }

    private static String type(@Nullable ToolChoice choice) {
        return switch (choice) {
            case null -> "auto";
            case ToolChoice.Auto ignored -> "auto";
            case ToolChoice.None ignored -> "none";
            case ToolChoice.Required ignored -> "any";
            case ToolChoice.Named ignored -> "tool";
            case ToolChoice.Among among -> among.required() ? "any" : "auto";
        };
    }
}
