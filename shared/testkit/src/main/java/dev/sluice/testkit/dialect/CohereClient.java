package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/** What a client of Cohere's asks. */
final class CohereClient {
    private CohereClient() {}

    static Asking ask(Scenario scenario, String model, boolean stream) {
        return asking(request(scenario, model, stream));
    }

    static Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        ObjectNode request = request(scenario, model, stream);
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.add(Objects.requireNonNull(first.turn(), "nothing was heard that could be given back"));
        for (Heard.HeardCall call : first.calls()) {
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.id())
                    .put("content", Words.TOOL_RESULT);
        }
        return asking(request);
    }

    private static Asking asking(ObjectNode request) {
        return new Asking("/v2/chat", Map.of(), request.toString());
    }

    private static ObjectNode request(Scenario scenario, String model, boolean stream) {
        ObjectNode request = Json.object().put("model", model);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", Words.SYSTEM);
        ObjectNode user = messages.addObject().put("role", "user");
        user.put("content", Words.QUESTION);
        request.put("stream", stream).put("max_tokens", 8_000);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> {
                // Nothing more is asked for.
            }
            case TOOLS -> tool(request, Words.TOOL, Words.TOOL_SCHEMA);
            case PARALLEL_TOOLS -> {
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
                tool(request, Words.SECOND_TOOL, Words.SECOND_SCHEMA);
            }
            case IMAGE -> picture(user);
            case SCHEMA ->
                request.putObject("response_format")
                        .put("type", "json_object")
                        .set("json_schema", Json.tree(Words.SCHEMA));
            case REASONING -> {
                tool(request, Words.TOOL, Words.TOOL_SCHEMA);
                request.putObject("thinking").put("type", "enabled").put("token_budget", 2_000);
            }
        }
        return request;
    }

    private static void tool(ObjectNode request, String name, String schema) {
        ObjectNode function =
                request.withArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", name).put("description", Words.TOOL_DESCRIPTION).set("parameters", Json.tree(schema));
    }

    private static void picture(ObjectNode user) {
        ArrayNode content = user.putArray("content");
        content.addObject().put("type", "text").put("text", Words.QUESTION);
        content.addObject()
                .put("type", "image_url")
                .putObject("image_url")
                .put("url", "data:image/png;base64," + Words.PNG);
    }
}
