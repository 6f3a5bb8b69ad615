package dev.sluice.testkit.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** A dialect as callers of a load speak it: what they ask, and by what they know content, the end and a refusal. */
public enum Tongue {
    OPENAI("/v1/chat/completions", "\"content\":\"(?!\")", "(?m)^data: \\[DONE]", "(?m)^data: \\{\"error\""),
    ANTHROPIC("/v1/messages", "\"text_delta\"", "\"message_stop\"", "(?m)^event: error");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String path;
    private final Pattern content;
    private final Pattern end;
    private final Pattern error;

    Tongue(String path, String content, String end, String error) {
        this.path = path;
        this.content = Pattern.compile(content);
        this.end = Pattern.compile(end);
        this.error = Pattern.compile(error);
    }

    /** The whole request, headers and body. */
    String request(Ask ask) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", ask.model())
                .put("max_tokens", ask.maxTokens())
                .put("stream", ask.streamed());
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", ask.plan().text());
        String json = body.toString();
        String key = this == OPENAI ? "Authorization: Bearer " : "anthropic-version: 2023-06-01\r\nx-api-key: ";
        return "POST " + path + " HTTP/1.1\r\nHost: sluice\r\n" + key + ask.key()
                + "\r\nX-Request-Id: " + ask.plan().id()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    /** The status with which this dialect says that the server cannot serve now: 503, but Anthropic has one of its own. */
    int unavailable() {
        return this == ANTHROPIC ? 529 : 503;
    }

    boolean isContent(String event) {
        return content.matcher(event).find();
    }

    boolean isEnd(String event) {
        return end.matcher(event).find();
    }

    boolean isError(String event) {
        return error.matcher(event).find();
    }

    /** Whether this body is a whole answer. */
    boolean isWhole(String body) {
        JsonNode json = parse(body);
        return this == OPENAI
                ? json.path("choices").path(0).hasNonNull("finish_reason")
                : json.path("type").asText().equals("message") && json.hasNonNull("stop_reason");
    }

    /** Whether this body says no in this dialect. */
    boolean isRefusal(String body) {
        JsonNode json = parse(body);
        boolean hasError =
                json.path("error").hasNonNull("message") && json.path("error").hasNonNull("type");
        return this == OPENAI
                ? hasError
                : hasError && json.path("type").asText().equals("error");
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException halfOfIt) {
            return JSON.missingNode();
        }
    }
}
