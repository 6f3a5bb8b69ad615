package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a caller's request, which {@link CohereOutlines} has passed. */
final class CohereRequestReader {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "stream",
            "messages",
            "documents",
            "tools",
            "strict_tools",
            "tool_choice",
            "response_format",
            "max_tokens",
            "stop_sequences",
            "temperature",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "k",
            "p",
            "logprobs",
            "thinking");
    private static final Set<String> FORMAT = Set.of("type", "json_schema", "schema");
    private static final Set<String> FUNCTION = Set.of("name", "description", "parameters");

    private CohereRequestReader() {}

    static ChatRequest read(Call call) {
        Doc body = Doc.ofCaller(call.body());
        List<Message> messages = new ArrayList<>();
        for (Doc message : body.list("messages")) {
            messages.add(CohereMessageReader.read(message));
        }
        return new ChatRequest(
                body.text("model"),
                CohereDocuments.attach(body.list("documents"), messages),
                new Tooling(tools(body), choice(body), null),
                sampling(body),
                wish(body),
                thinking(body.object("thinking")),
                Service.DEFAULT,
                body.flag("stream"),
                true,
                extras(body));
    }

    private static Sampling sampling(Doc body) {
        return new Sampling(
                body.numberOrNull("temperature"),
                body.numberOrNull("p"),
                body.numberOrNull("k"),
                body.integerOrNull("seed"),
                body.numberOrNull("frequency_penalty"),
                body.numberOrNull("presence_penalty"));
    }

    private static AnswerWish wish(Doc body) {
        return new AnswerWish(
                body.integerOrNull("max_tokens"),
                body.texts("stop_sequences"),
                format(body.object("response_format")),
                null,
                body.flagOrNull("logprobs"),
                null,
                List.of(),
                null);
    }

    private static @Nullable AnswerFormat format(Doc format) {
        if (format.isAbsent()) {
            return null;
        }
        String type = format.text("type");
        Doc schema = format.has("json_schema") ? format.object("json_schema") : format.object("schema");
        return switch (type) {
            case "text" -> new AnswerFormat.Text();
            case "json_object" ->
                schema.isAbsent()
                        ? new AnswerFormat.Json()
                        : new AnswerFormat.Schema(AnswerFormat.Schema.UNNAMED, null, schema.raw(), null);
            default -> throw format.at("type").wrong("one of text, json_object");
        };
    }

    private static @Nullable Thinking thinking(Doc thinking) {
        if (thinking.isAbsent()) {
            return null;
        }
        String type = thinking.textOr("type", "enabled");
        Thinking.Mode mode = switch (type) {
            case "enabled" -> Thinking.Mode.ON;
            case "disabled" -> Thinking.Mode.OFF;
            default -> throw thinking.at("type").wrong("one of enabled, disabled");
        };
        Extras extras = thinking.rest(Dialect.COHERE, Set.of("type", "token_budget"));
        return new Thinking(mode, null, thinking.integerOrNull("token_budget"), null, null, extras);
    }

    private static List<Tool> tools(Doc body) {
        Boolean strict = body.flagOrNull("strict_tools");
        List<Tool> tools = new ArrayList<>();
        for (Doc tool : body.list("tools")) {
            String type = tool.textOr("type", "function");
            tools.add(
                    type.equals("function")
                            ? function(tool, strict)
                            : new Tool.Hosted(Dialect.COHERE, type, tool.raw(), Notes.NONE));
        }
        return tools;
    }

    private static Tool function(Doc tool, @Nullable Boolean strict) {
        Doc function = tool.object("function");
        Doc parameters = function.object("parameters");
        return new Tool.Function(
                function.text("name"),
                function.textOrNull("description"),
                parameters.isAbsent() ? null : parameters.raw(),
                strict,
                Notes.of(function.rest(Dialect.COHERE, FUNCTION)));
    }

    private static @Nullable ToolChoice choice(Doc body) {
        String choice = body.textOrNull("tool_choice");
        if (choice == null) {
            return null;
        }
        return switch (choice) {
            case "REQUIRED" -> new ToolChoice.Required();
            case "NONE" -> new ToolChoice.None();
            default -> throw body.at("tool_choice").wrong("one of REQUIRED, NONE");
        };
    }

    /** What only Cohere knows, and what the model has no other place for. */
    private static Extras extras(Doc body) {
        Extras rest = body.rest(Dialect.COHERE, KNOWN);
        ObjectNode members = JsonTree.object();
        Doc format = body.at("response_format");
        boolean isV1Schema = format.has("schema") && !format.has("json_schema");
        if (!format.isAbsent()
                && (isV1Schema || !format.rest(Dialect.COHERE, FORMAT).isEmpty())) {
            members.set("response_format", format.node());
        }
        if (body.has("strict_tools") && body.list("tools").isEmpty()) {
            members.set("strict_tools", body.at("strict_tools").node());
        }
        if (members.isEmpty()) {
            return rest;
        }
        JsonTree.node(rest.members()).properties().forEach(member -> members.set(member.getKey(), member.getValue()));
        return new Extras(Dialect.COHERE, JsonTree.raw(members));
    }
}
