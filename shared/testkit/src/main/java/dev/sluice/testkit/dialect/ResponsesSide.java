package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.Map;
import java.util.Objects;

/** OpenAI's Responses, as agents use them: nothing is stored, sealed thoughts go back and forth. */
public final class ResponsesSide implements Side {

    @Override
    public String id() {
        return "responses";
    }

    @Override
    public Asking ask(Scenario scenario, String model, boolean stream) {
        return asking(first(scenario, model, stream));
    }

    @Override
    public Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        ObjectNode request = first(scenario, model, stream);
        ArrayNode input = (ArrayNode) request.get("input");
        Objects.requireNonNull(first.turn()).forEach(input::add);
        for (Heard.HeardCall call : first.calls()) {
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", call.id())
                    .put("output", Words.TOOL_RESULT);
        }
        return asking(request);
    }

    private static Asking asking(ObjectNode request) {
        return new Asking("/v1/responses", Map.of(), request.toString());
    }

    private static ObjectNode first(Scenario scenario, String model, boolean stream) {
        ObjectNode request = Json.object().put("model", model).put("store", false);
        if (stream) {
            request.put("stream", true);
        }
        request.put("instructions", Words.SYSTEM);
        ArrayNode content =
                request.putArray("input").addObject().put("role", "user").putArray("content");
        content.addObject().put("type", "input_text").put("text", Words.QUESTION);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> request.put("max_output_tokens", 1000);
            case TOOLS -> tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            case PARALLEL_TOOLS -> {
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
                tool(request, Words.SECOND_TOOL, Words.SECOND_SCHEMA);
            }
            case IMAGE ->
                content.addObject()
                        .put("type", "input_image")
                        .put("detail", "auto")
                        .put("image_url", "data:image/png;base64," + Words.PNG);
            case SCHEMA ->
                request.putObject("text")
                        .putObject("format")
                        .put("type", "json_schema")
                        .put("name", Words.SCHEMA_NAME)
                        .put("strict", true)
                        .set("schema", Json.tree(Words.SCHEMA));
            case REASONING -> {
                request.put("max_output_tokens", 32_000);
                request.putObject("reasoning").put("effort", "high").put("summary", "auto");
                request.putArray("include").add("reasoning.encrypted_content");
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            }
        }
        return request;
    }

    private static void tool(ObjectNode request, String name, String schema) {
        request.withArray("tools")
                .addObject()
                .put("type", "function")
                .put("name", name)
                .put("description", Words.TOOL_DESCRIPTION)
                .put("strict", false)
                .set("parameters", Json.tree(schema));
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return new ResponsesHearing(status, stream, body).heard();
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        return status == 400 && heard.error() != null && heard.error().kind().equals("invalid_request_error");
    }

    @Override
    public Understood understand(Received request) {
        return ResponsesUpstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return ResponsesUpstream.answer(scenario, request);
    }
}
