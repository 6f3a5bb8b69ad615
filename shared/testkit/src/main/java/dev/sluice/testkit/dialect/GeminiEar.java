package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client of Gemini's hears an answer, as strictly as {@code @google/genai} and Google's SDK for Go. One per answer. */
final class GeminiEar {
    private static final String DATA = "data:";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<Heard.HeardCall> calls = new ArrayList<>();
    private final ArrayNode turn = JsonNodeFactory.instance.arrayNode();
    private String finish = "";
    private JsonNode usage = MissingNode.getInstance();
    private Heard.@Nullable HeardError error;

    private GeminiEar() {}

    static Heard hear(int status, boolean stream, byte[] body) {
        String said = new String(body, StandardCharsets.UTF_8);
        GeminiEar ear = new GeminiEar();
        if (status != 200) {
            ear.refused(Json.tree(said), status);
        } else if (stream) {
            ear.events(said.replace("\r\n", "\n"));
        } else {
            ear.answer(Json.tree(said));
        }
        return ear.heard();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Google's SDKs rely on it: " + what);
        }
    }

    private void refused(JsonNode body, int status) {
        JsonNode refusal = (body.isArray() ? body.path(0) : body).path("error");
        int code = refusal.path("code").asInt();
        require(status == 200 ? code >= 400 && code < 600 : code == status, "the code is the status");
        require(refusal.path("message").isTextual() && refusal.path("status").isTextual(), "an error names its status");
        error = new Heard.HeardError(
                refusal.path("status").textValue(), refusal.path("message").textValue());
    }

    /**
     * A failure comes twice: Google's SDK for Java throws at data that is an error, those for JavaScript and Python at bare
     * JSON behind the last empty line.
     */
    private void events(String stream) {
        String[] blocks = stream.split("\n\n", -1);
        boolean failed = false;
        for (int i = 0; i < blocks.length - 1; i++) {
            String event = blocks[i].strip();
            if (!event.isEmpty()) {
                require(event.startsWith(DATA), "every event is data");
                JsonNode answer = Json.tree(event.substring(DATA.length()));
                require(!failed, "an error is the last event");
                failed = answer.has("error");
                if (!failed) {
                    answer(answer);
                }
            }
        }
        String rest = blocks[blocks.length - 1].strip();
        if (rest.startsWith("{")) {
            require(failed, "an error is told as an event too");
            refused(Json.tree(rest), 200);
        } else {
            require(!failed, "an error is told as bare JSON too");
            require(rest.isEmpty(), "the last event is closed by an empty line");
        }
    }

    private void answer(JsonNode answer) {
        require(answer.has("candidates") || answer.has("promptFeedback"), "an answer has candidates");
        usage = answer.has("usageMetadata") ? answer.path("usageMetadata") : usage;
        JsonNode candidate = first(answer.path("candidates"));
        JsonNode content = candidate.path("content");
        if (isValid(content)) {
            turn.add(content);
            content.path("parts").forEach(this::part);
        }
        if (candidate.has("finishReason")) {
            require(finish.isEmpty(), "there is one end");
            finish = candidate.path("finishReason").textValue();
        }
    }

    private static JsonNode first(JsonNode candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate.path("index").asInt(0) == 0) {
                return candidate;
            }
        }
        return MissingNode.getInstance();
    }

    /** Contents without parts are not kept for the next turn. */
    private static boolean isValid(JsonNode content) {
        boolean valid = content.path("role").asText().equals("model")
                && !content.path("parts").isEmpty();
        for (JsonNode part : content.path("parts")) {
            valid &= part.isObject() && !part.isEmpty();
        }
        require(valid || content.isMissingNode() || content.path("parts").isEmpty(), "a content has a role and parts");
        return valid;
    }

    private void part(JsonNode part) {
        if (part.path("thought").asBoolean()) {
            thoughts.append(part.path("text").asText());
        } else if (part.has("text")) {
            text.append(part.path("text").textValue());
        } else if (part.has("functionCall")) {
            JsonNode call = part.path("functionCall");
            require(call.path("args").isObject(), "arguments are an object");
            require(call.path("name").isTextual(), "a call names its function");
            calls.add(new Heard.HeardCall(
                    call.path("id").asText(""), call.path("name").textValue(), call.path("args")));
        }
    }

    private Heard heard() {
        boolean ended = !finish.isEmpty() && error == null;
        return new Heard(
                text.toString(),
                thoughts.toString(),
                calls,
                ended,
                finishWord(),
                usage.path("promptTokenCount").asLong(-1),
                usage.isMissingNode()
                        ? -1
                        : usage.path("cachedContentTokenCount").asLong(0),
                completion(),
                error,
                turn.isEmpty() ? null : turn);
    }

    private String finishWord() {
        return switch (finish) {
            // There is no reason of its own for calls.
            case "STOP" -> calls.isEmpty() ? "stop" : "tool";
            case "MAX_TOKENS" -> "length";
            default -> finish;
        };
    }

    private long completion() {
        return usage.isMissingNode()
                ? -1
                : usage.path("candidatesTokenCount").asLong(0)
                        + usage.path("thoughtsTokenCount").asLong(0);
    }
}
