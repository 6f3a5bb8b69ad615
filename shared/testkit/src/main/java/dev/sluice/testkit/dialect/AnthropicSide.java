package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.Map;
import java.util.Objects;

/** Anthropic's Messages. */
public final class AnthropicSide implements Side {
    private static final Map<String, String> HEADERS = Map.of("anthropic-version", "2023-06-01");
    private static final int MAX_TOKENS = 16_000;
    private static final int BUDGET = 8_000;

    @Override
    public String id() {
        return "anthropic";
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
        ArrayNode results = messages.addObject().put("role", "user").putArray("content");
        for (Heard.HeardCall call : first.calls()) {
            results.addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", call.id())
                    .put("content", Words.TOOL_RESULT);
        }
        return asking(request);
    }

    private static Asking asking(ObjectNode request) {
        return new Asking("/v1/messages", HEADERS, request.toString());
    }

    private static ObjectNode first(Scenario scenario, String model, boolean stream) {
        ObjectNode request =
                Json.object().put("model", model).put("max_tokens", MAX_TOKENS).put("system", Words.SYSTEM);
        if (stream) {
            request.put("stream", true);
        }
        ArrayNode content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject().put("type", "text").put("text", Words.QUESTION);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> {}
            case TOOLS -> tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            case PARALLEL_TOOLS -> {
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
                tool(request, Words.SECOND_TOOL, Words.SECOND_SCHEMA);
            }
            case IMAGE ->
                content.addObject()
                        .put("type", "image")
                        .putObject("source")
                        .put("type", "base64")
                        .put("media_type", "image/png")
                        .put("data", Words.PNG);
            case SCHEMA ->
                request.putObject("output_config")
                        .putObject("format")
                        .put("type", "json_schema")
                        .set("schema", Json.tree(Words.SCHEMA));
            case REASONING -> {
                request.putObject("thinking").put("type", "enabled").put("budget_tokens", BUDGET);
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            }
        }
        return request;
    }

    private static void tool(ObjectNode request, String name, String schema) {
        request.withArray("tools")
                .addObject()
                .put("name", name)
                .put("description", Words.TOOL_DESCRIPTION)
                .set("input_schema", Json.tree(schema));
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return new AnthropicHearing(status, stream, body).heard();
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        Heard.HeardError error = heard.error();
        return status == 400
                && error != null
                && error.kind().equals("invalid_request_error")
                && error.message().startsWith("prompt is too long");
    }

    @Override
    public Understood understand(Received request) {
        return AnthropicUpstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return AnthropicUpstream.answer(scenario, request);
    }
}
