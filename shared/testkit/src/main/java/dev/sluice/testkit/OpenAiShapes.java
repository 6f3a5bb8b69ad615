package dev.sluice.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/** How OpenAI writes what is not streamed, for one request. */
final class OpenAiShapes {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final long CREATED = 1_750_000_000L;
    private static final long ABSURD = 1_000_000_000_000_000_000L;

    private final JsonNode request;
    private final boolean chat;
    private final Answer answer;

    OpenAiShapes(Received received, Answer answer) {
        this.request = received.json();
        this.chat = isChat(received);
        this.answer = answer;
    }

    static boolean isChat(Received received) {
        return received.target().contains("/chat/completions");
    }

    boolean isChat() {
        return chat;
    }

    Answer answer() {
        return answer;
    }

    int choices() {
        return Math.max(1, request.path("n").asInt(1));
    }

    boolean callsTools() {
        boolean hasResults = StreamSupport.stream(request.path("messages").spliterator(), false)
                .anyMatch(m -> m.path("role").asText().equals("tool"));
        return chat && !answer.toolCalls().isEmpty() && !hasResults;
    }

    boolean wantsLogprobs() {
        JsonNode logprobs = request.path("logprobs");
        return logprobs.asBoolean() || logprobs.isInt();
    }

    boolean wantsUsageInStream() {
        return request.path("stream_options").path("include_usage").asBoolean();
    }

    /** What a choice says. */
    String text(int choice) {
        String base = answer.pace().chunks() > 0
                ? "x".repeat(answer.pace().chunks() * answer.pace().chunkBytes())
                : answer.text();
        int images = images();
        return base + (choice > 0 ? " #" + choice : "") + (images > 0 ? " [" + images + " images]" : "");
    }

    private int images() {
        int images = 0;
        for (JsonNode message : request.path("messages")) {
            for (JsonNode part : message.path("content")) {
                images += part.path("type").asText().equals("image_url") ? 1 : 0;
            }
        }
        return images;
    }

    /** The fields that begin each answer and each chunk. */
    ObjectNode frame(String object) {
        return JSON.createObjectNode()
                .put("id", (chat ? "chatcmpl" : "cmpl") + "-fake")
                .put("object", object)
                .put("created", CREATED)
                .put("model", request.path("model").asText())
                .put("system_fingerprint", "fp_fake");
    }

    /** The whole answer as one body. */
    ObjectNode whole() {
        ObjectNode whole = frame(chat ? "chat.completion" : "text_completion");
        ArrayNode list = whole.putArray("choices");
        for (int i = 0; i < choices(); i++) {
            list.add(chat ? chatChoice(i) : textChoice(i));
        }
        if (answer.lie() != UsageLie.MISSING) {
            whole.set("usage", usage());
        }
        return whole;
    }

    private ObjectNode chatChoice(int index) {
        ObjectNode choice = JSON.createObjectNode().put("index", index);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.putNull("refusal");
        if (callsTools()) {
            message.putNull("content");
            answer.toolCalls().forEach(call -> message.withArray("tool_calls").add(toolCall(call)));
        } else {
            message.put("content", text(index));
        }
        choice.set("logprobs", logprobs(text(index)));
        return choice.put("finish_reason", callsTools() ? "tool_calls" : "stop");
    }

    private ObjectNode textChoice(int index) {
        ObjectNode choice = JSON.createObjectNode().put("index", index).put("text", text(index));
        choice.putNull("logprobs");
        return choice.put("finish_reason", "stop");
    }

    static ObjectNode toolCall(ToolCall call) {
        ObjectNode node = JSON.createObjectNode().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return node;
    }

    /** Log probabilities of one token that is the whole text, or null if they were not asked for. */
    JsonNode logprobs(String text) {
        if (!wantsLogprobs()) {
            return JSON.nullNode();
        }
        ObjectNode token = JSON.createObjectNode().put("token", text).put("logprob", -0.25);
        ArrayNode bytes = token.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        token.putArray("top_logprobs");
        ObjectNode logprobs = JSON.createObjectNode();
        logprobs.putArray("content").add(token);
        logprobs.putNull("refusal");
        return logprobs;
    }

    /** The usage as this answer reports it, true or not. */
    ObjectNode usage() {
        Tokens tokens = answer.usage();
        return switch (answer.lie()) {
            case ZERO -> usage(Tokens.of(0, 0));
            case NEGATIVE -> usage(Tokens.of(tokens.prompt(), -1000));
            case ABSURD -> usage(Tokens.of(tokens.prompt(), ABSURD));
            case HONEST, MISSING, TWICE, EARLY -> usage(tokens);
        };
    }

    private static ObjectNode usage(Tokens tokens) {
        ObjectNode usage = JSON.createObjectNode()
                .put("prompt_tokens", tokens.prompt())
                .put("completion_tokens", tokens.completion())
                .put("total_tokens", tokens.prompt() + tokens.completion());
        usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cached());
        usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoning());
        return usage;
    }

    static ObjectNode error(String message, String type, String code) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("code", code)
                .putNull("param");
        return body;
    }

    static ObjectNode models(Collection<String> names) {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        List.copyOf(names).forEach(name -> data.add(model(name)));
        return list;
    }

    static ObjectNode model(String name) {
        return JSON.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "fake");
    }
}
