package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.Map;
import java.util.Objects;

/** OpenAI's chat completions, with the reasoning members that its imitators have added. */
public final class OpenAiSide implements Side {
    private static final String PATH = "/v1/chat/completions";

    @Override
    public String id() {
        return "openai";
    }

    @Override
    public Asking ask(Scenario scenario, String model, boolean stream) {
        return asking(first(scenario, model, stream));
    }

    @Override
    public Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        ObjectNode request = first(scenario, model, stream);
        ArrayNode messages = (ArrayNode) request.get("messages");
        messages.add(Objects.requireNonNull(first.turn()));
        for (Heard.HeardCall call : first.calls()) {
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.id())
                    .put("content", Words.TOOL_RESULT);
        }
        return asking(request);
    }

    private static Asking asking(ObjectNode request) {
        return new Asking(PATH, Map.of(), request.toString());
    }

    private static ObjectNode first(Scenario scenario, String model, boolean stream) {
        ObjectNode request = Json.object().put("model", model);
        if (stream) {
            request.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", Words.SYSTEM);
        ObjectNode question = messages.addObject().put("role", "user");
        question.put("content", Words.QUESTION);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> request.put("max_completion_tokens", 1000);
            case TOOLS -> tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            case PARALLEL_TOOLS -> {
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
                tool(request, Words.SECOND_TOOL, Words.SECOND_SCHEMA);
            }
            case IMAGE -> {
                ArrayNode parts = question.putArray("content");
                parts.addObject().put("type", "text").put("text", Words.QUESTION);
                parts.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", "data:image/png;base64," + Words.PNG);
            }
            case SCHEMA -> {
                ObjectNode format = request.putObject("response_format").put("type", "json_schema");
                format.putObject("json_schema")
                        .put("name", Words.SCHEMA_NAME)
                        .put("strict", true)
                        .set("schema", Json.tree(Words.SCHEMA));
            }
            case REASONING -> {
                request.put("reasoning_effort", "high").put("max_completion_tokens", 32_000);
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            }
        }
        return request;
    }

    private static void tool(ObjectNode request, String name, String schema) {
        request.withArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("description", Words.TOOL_DESCRIPTION)
                .set("parameters", Json.tree(schema));
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return new OpenAiHearing(status, stream, body).heard();
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        return status == 400 && heard.error() != null && heard.error().kind().equals("invalid_request_error");
    }

    @Override
    public Understood understand(Received request) {
        return OpenAiUpstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return OpenAiUpstream.answer(scenario, request);
    }
}
