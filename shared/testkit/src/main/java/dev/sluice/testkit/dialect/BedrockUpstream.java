package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.dialect.Heard.HeardCall;
import dev.sluice.testkit.dialect.Understood.Result;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Bedrock with a Claude behind it. */
final class BedrockUpstream {
    private static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    Understood understand(Received request) {
        JsonNode body = request.json();
        List<String> users = new ArrayList<>();
        List<String> images = new ArrayList<>();
        List<HeardCall> calls = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        List<String> signatures = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            boolean isUser = message.path("role").asText().equals("user");
            for (JsonNode block : message.path("content")) {
                if (isUser && block.has("text")) {
                    users.add(block.path("text").asText());
                }
                if (block.has("image")) {
                    images.add(block.at("/image/source/bytes").asText());
                }
                JsonNode use = block.path("toolUse");
                if (use.isObject()) {
                    calls.add(new HeardCall(
                            use.path("toolUseId").asText(), use.path("name").asText(), use.path("input")));
                }
                JsonNode result = block.path("toolResult");
                if (result.isObject()) {
                    results.add(new Result(result.path("toolUseId").asText(), words(result.path("content"))));
                }
                JsonNode signature = block.at("/reasoningContent/reasoningText/signature");
                if (!isUser && signature.isTextual()) {
                    signatures.add(signature.asText());
                }
            }
        }
        JsonNode tools = body.path("toolConfig").path("tools");
        return new Understood(
                model(request),
                isStream(request),
                words(body.path("system")),
                users,
                images,
                StreamSupport.stream(tools.spliterator(), false)
                        .map(tool -> tool.at("/toolSpec/name").asText())
                        .toList(),
                tools.isEmpty() ? null : tools.get(0).at("/toolSpec/inputSchema/json"),
                calls,
                results,
                schema(body),
                isThinking(body),
                signatures);
    }

    private static @Nullable JsonNode schema(JsonNode body) {
        JsonNode schema = body.at("/outputConfig/textFormat/structure/jsonSchema/schema");
        return schema.isTextual() ? Json.tree(schema.asText()) : null;
    }

    private static boolean isThinking(JsonNode body) {
        String type = body.at("/additionalModelRequestFields/thinking/type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    private static String words(JsonNode blocks) {
        StringBuilder words = new StringBuilder();
        blocks.forEach(block -> words.append(block.path("text").asText()));
        return words.toString();
    }

    private static String model(Received request) {
        String[] segments = request.target().split("[/?]", -1);
        for (int i = 0; i + 1 < segments.length; i++) {
            if (segments[i].equals("model")) {
                return URLDecoder.decode(segments[i + 1], StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static boolean isStream(Received request) {
        return request.target().contains("/converse-stream");
    }

    Scripted answer(Scenario scenario, Received request) {
        Understood understood = understand(request);
        String complaint = complaint(request.json(), understood, scenario);
        if (complaint != null) {
            ObjectNode error = JsonNodeFactory.instance.objectNode().put("message", complaint);
            return new Scripted(
                    400,
                    Map.of(
                            "Content-Type",
                            "application/json",
                            "x-amzn-errortype",
                            "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/"),
                    List.of(Bytes.utf8(error.toString())),
                    false);
        }
        boolean isSecond = !understood.results().isEmpty();
        BedrockAnswer answer = BedrockAnswer.of(isSecond ? Scenario.TEXT : scenario);
        if (!understood.stream()) {
            return Scripted.json(200, answer.whole());
        }
        return scenario == Scenario.ABORT
                ? Scripted.stream(CONTENT_TYPE, answer.begun()).cutOff()
                : Scripted.stream(CONTENT_TYPE, answer.events());
    }

    private static @Nullable String complaint(JsonNode body, Understood understood, Scenario scenario) {
        if (scenario == Scenario.ERROR) {
            return "Input is too long for requested model.";
        }
        String last = "assistant";
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            if (role.equals(last)) {
                return "A conversation must alternate between user and assistant roles.";
            }
            last = role;
        }
        if (understood.tools().isEmpty() && !understood.calls().isEmpty()) {
            return "The toolConfig field must be defined when using toolUse and toolResult content blocks.";
        }
        boolean wantsThoughts = scenario == Scenario.REASONING
                && !understood.results().isEmpty()
                && !understood.signatures().contains(Words.SIGNATURE);
        return wantsThoughts ? "messages.1.content.0: Invalid `signature` in `thinking` block" : null;
    }
}
