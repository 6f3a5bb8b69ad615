package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.dialect.Heard.HeardCall;
import dev.sluice.testkit.dialect.Heard.HeardError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of Converse, as AWS's SDKs speak it. */
final class BedrockClient {
    private static final Map<Integer, String> ERRORS = Map.of(
            400, "ValidationException",
            403, "AccessDeniedException",
            404, "ResourceNotFoundException",
            424, "ModelErrorException",
            429, "ThrottlingException",
            500, "InternalServerException",
            503, "ServiceUnavailableException");

    Asking ask(Scenario scenario, String model, boolean stream) {
        ObjectNode body = Json.object();
        ArrayNode content =
                body.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject().put("text", Words.QUESTION);
        body.putArray("system").addObject().put("text", Words.SYSTEM);
        body.putObject("inferenceConfig").put("maxTokens", 4096);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> {}
            case TOOLS -> tool(body, Words.TOOL, Words.TOOL_SCHEMA);
            case PARALLEL_TOOLS -> {
                tool(body, Words.TOOL, Words.TOOL_SCHEMA);
                tool(body, Words.SECOND_TOOL, Words.SECOND_SCHEMA);
            }
            case IMAGE ->
                content.addObject()
                        .putObject("image")
                        .put("format", "png")
                        .putObject("source")
                        .put("bytes", Words.PNG);
            case SCHEMA ->
                body.putObject("outputConfig")
                        .putObject("textFormat")
                        .put("type", "json_schema")
                        .putObject("structure")
                        .putObject("jsonSchema")
                        .put("name", Words.SCHEMA_NAME)
                        .put("schema", Words.SCHEMA);
            case REASONING -> {
                tool(body, Words.TOOL, Words.TOOL_SCHEMA);
                body.putObject("additionalModelRequestFields")
                        .putObject("thinking")
                        .put("type", "enabled")
                        .put("budget_tokens", 2048);
            }
        }
        return asking(model, stream, body);
    }

    private static void tool(ObjectNode body, String name, String schema) {
        ObjectNode spec =
                body.withObject("/toolConfig").withArray("tools").addObject().putObject("toolSpec");
        spec.put("name", name);
        if (name.equals(Words.TOOL)) {
            spec.put("description", Words.TOOL_DESCRIPTION);
        }
        spec.putObject("inputSchema").set("json", Json.tree(schema));
    }

    Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        ObjectNode body = (ObjectNode) Json.tree(ask(scenario, model, stream).body());
        ArrayNode messages = body.withArray("messages");
        messages.add(first.turn());
        ArrayNode results = messages.addObject().put("role", "user").putArray("content");
        for (HeardCall call : first.calls()) {
            ObjectNode result = results.addObject().putObject("toolResult").put("toolUseId", call.id());
            result.putArray("content").addObject().put("text", Words.TOOL_RESULT);
        }
        return asking(model, stream, body);
    }

    private static Asking asking(String model, boolean stream, ObjectNode body) {
        String path = "/model/" + URLEncoder.encode(model, StandardCharsets.UTF_8)
                + (stream ? "/converse-stream" : "/converse");
        return new Asking(path, Map.of(), body.toString());
    }

    Heard hear(int status, boolean stream, byte[] body) {
        if (status >= 400) {
            JsonNode error = Json.tree(new String(body, StandardCharsets.UTF_8));
            String kind = ERRORS.getOrDefault(status, "unknown");
            return failed("", new HeardError(kind, error.path("message").asText()));
        }
        if (stream) {
            return new BedrockEar().hear(AwsBytes.decode(body));
        }
        JsonNode answer = Json.tree(new String(body, StandardCharsets.UTF_8));
        JsonNode message = answer.path("output").path("message");
        return heard(message, answer.path("stopReason").asText(), answer.path("usage"), null);
    }

    static Heard failed(String text, HeardError error) {
        return new Heard(text, "", List.of(), false, "", -1, -1, -1, error, null);
    }

    static Heard heard(JsonNode message, String stopReason, JsonNode usage, @Nullable HeardError error) {
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        List<HeardCall> calls = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            text.append(block.path("text").asText());
            thoughts.append(block.at("/reasoningContent/reasoningText/text").asText());
            JsonNode use = block.path("toolUse");
            if (use.isObject()) {
                calls.add(new HeardCall(
                        use.path("toolUseId").asText(), use.path("name").asText(), use.path("input")));
            }
        }
        long cached = usage.path("cacheReadInputTokens").asLong(0);
        long written = usage.path("cacheWriteInputTokens").asLong(0);
        return new Heard(
                text.toString(),
                thoughts.toString(),
                calls,
                !stopReason.isEmpty(),
                finish(stopReason),
                usage.has("inputTokens") ? usage.path("inputTokens").asLong() + cached + written : -1,
                usage.has("cacheReadInputTokens") ? cached : -1,
                usage.has("outputTokens") ? usage.path("outputTokens").asLong() : -1,
                error,
                message);
    }

    private static String finish(String stopReason) {
        return switch (stopReason) {
            case "end_turn" -> "stop";
            case "tool_use" -> "tool";
            case "max_tokens" -> "length";
            default -> stopReason;
        };
    }
}
