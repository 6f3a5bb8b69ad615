package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a request, both ways. */
final class GeminiTools {
    private static final String DECLARATIONS = "functionDeclarations";
    private static final String SCHEMA = "parametersJsonSchema";
    private static final Set<String> FUNCTION = Set.of("name", "description", SCHEMA);

    private GeminiTools() {}

    static List<Tool> read(Doc request) {
        List<Tool> tools = new ArrayList<>();
        for (Doc tool : GeminiContentReader.items(request.at("tools"))) {
            if (!tool.isObject()) {
                throw tool.wrong("an object");
            }
            for (Map.Entry<String, Doc> member : tool.members()) {
                if (member.getKey().equals(DECLARATIONS)) {
                    GeminiContentReader.items(member.getValue()).forEach(function -> tools.add(function(function)));
                } else {
                    tools.add(hosted(member.getKey(), member.getValue()));
                }
            }
        }
        return tools;
    }

    /** Google's own schema is also kept as it was written, to be written so again. */
    private static Tool function(Doc function) {
        Doc schema = function.at(SCHEMA);
        Doc own = function.object("parameters");
        RawJson parameters = null;
        if (!schema.isAbsent()) {
            parameters = schema.raw();
        } else if (!own.isAbsent()) {
            parameters = GeminiSchemas.jsonSchema(own.node());
        }
        Notes notes = Notes.of(GeminiExtras.beyond(function, FUNCTION));
        return new Tool.Function(function.text("name"), function.textOrNull("description"), parameters, null, notes);
    }

    private static Tool hosted(String type, Doc config) {
        ObjectNode tool = JsonTree.object();
        tool.set(type, config.node());
        return new Tool.Hosted(Dialect.GEMINI, type, JsonTree.raw(tool), Notes.NONE);
    }

    static void write(List<Tool> tools, ObjectNode request, Losses losses) {
        ArrayNode written = JsonTree.object().arrayNode();
        ArrayNode declarations = null;
        for (Tool tool : tools) {
            ObjectNode declaration = declaration(tool, losses);
            if (declaration != null) {
                declarations = declarations == null ? written.addObject().putArray(DECLARATIONS) : declarations;
                declarations.add(declaration);
            } else if (tool instanceof Tool.Hosted hosted && hosted.dialect() == Dialect.GEMINI) {
                written.add(JsonTree.node(hosted.json()));
            } else {
                losses.add(Loss.HOSTED_TOOL);
            }
        }
        if (!written.isEmpty()) {
            request.set("tools", written);
        }
    }

    private static @Nullable ObjectNode declaration(Tool tool, Losses losses) {
        losses.addIfPresent(Loss.CACHE_MARK, tool.notes().cache());
        return switch (tool) {
            case Tool.Function function -> declaration(function, losses);
            case Tool.Custom custom -> declaration(custom, losses);
            case Tool.Hosted ignored -> null;
        };
    }

    private static ObjectNode declaration(Tool.Function function, Losses losses) {
        ObjectNode written = named(function.name(), function.description());
        if (Boolean.TRUE.equals(function.strict())) {
            losses.add(Loss.STRICT);
        }
        GeminiExtras.carry(function.notes().extras(), written, losses);
        if (function.parameters() != null && !written.has("parameters")) {
            written.set(SCHEMA, JsonTree.node(function.parameters()));
        }
        return written;
    }

    /** A tool that takes free text becomes one that takes an object with it. */
    private static ObjectNode declaration(Tool.Custom custom, Losses losses) {
        losses.add(Loss.CUSTOM_TOOL);
        ObjectNode written = named(custom.name(), custom.description());
        ObjectNode schema = written.putObject(SCHEMA).put("type", "object");
        schema.putObject("properties").putObject(GeminiPartWriter.FREE_TEXT).put("type", "string");
        schema.putArray("required").add(GeminiPartWriter.FREE_TEXT);
        return written;
    }

    private static ObjectNode named(String name, @Nullable String description) {
        ObjectNode written = JsonTree.object().put("name", name);
        return description == null ? written : written.put("description", description);
    }
}
