package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an answer as OpenAI's SDKs do: they join deltas by index, and throw at an error, a foreign line or a missing role. */
final class OpenAiHearing {
    private static final String DATA = "data: ";

    private final int status;
    private final ObjectNode message = Json.object();
    private final ArrayNode calls = Json.array();
    private final ArrayNode details = Json.array();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private @Nullable String id;
    private String finish = "";
    private boolean done;
    private JsonNode usage = Json.missing();
    private Heard.@Nullable HeardError error;

    OpenAiHearing(int status, boolean stream, byte[] body) {
        this.status = status;
        String said = new String(body, StandardCharsets.UTF_8);
        if (stream && status == 200) {
            stream(said);
        } else {
            whole(Json.tree(said));
        }
    }

    Heard heard() {
        List<Heard.HeardCall> heard = new ArrayList<>();
        // Of a stream that was cut, or failed, calls may be left in the middle.
        if (done) {
            for (JsonNode call : calls) {
                JsonNode function = call.get("function");
                JsonNode custom = call.path("custom");
                heard.add(
                        function == null
                                ? new Heard.HeardCall(
                                        call.get("id").asText(),
                                        custom.path("name").asText(),
                                        custom.path("input"))
                                : new Heard.HeardCall(
                                        call.get("id").asText(),
                                        function.get("name").asText(),
                                        Json.tree(function.get("arguments").asText())));
            }
        }
        return new Heard(
                text.toString(),
                reasoning.toString(),
                heard,
                done,
                finish(),
                usage.path("prompt_tokens").asLong(-1),
                usage.path("prompt_tokens_details").path("cached_tokens").asLong(-1),
                usage.path("completion_tokens").asLong(-1),
                error,
                done ? turn() : null);
    }

    private String finish() {
        return finish.equals("tool_calls") ? "tool" : finish;
    }

    private JsonNode turn() {
        message.put("role", "assistant");
        if (text.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", text.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
        return message;
    }

    private void whole(JsonNode body) {
        if (status != 200) {
            check(body.path("error").isObject(), "an error has an error object");
            fail(body.get("error"));
            return;
        }
        check(body.path("object").asText().equals("chat.completion"), "a whole answer is a chat.completion");
        check(body.path("id").isTextual() && body.path("created").isIntegralNumber(), "an answer has id and time");
        JsonNode choice = body.path("choices").path(0);
        JsonNode said = choice.path("message");
        check(said.path("role").asText().equals("assistant"), "a message has its role");
        check(said.has("content"), "a message has its content, if only null");
        text.append(said.path("content").asText(""));
        reasoning.append(said.path("reasoning_content").asText(""));
        said.path("reasoning_details").forEach(details::add);
        for (JsonNode call : said.path("tool_calls")) {
            check(call.path(call.path("type").asText()).isObject(), "a call has its type");
            calls.add(call);
        }
        finish = choice.path("finish_reason").asText();
        usage = body.path("usage");
        done = true;
    }

    private void stream(String said) {
        boolean cut = !said.endsWith("\n\n");
        List<String> lines = said.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isLast = cut && i == lines.size() - 1;
            if (line.startsWith(DATA) && !isLast) {
                data(line.substring(DATA.length()));
            } else {
                check(isLast || line.isEmpty() || line.startsWith(":"), "a line of a stream is data: " + line);
            }
        }
    }

    private void data(String data) {
        check(!done, "nothing follows [DONE]");
        if (data.startsWith("[DONE]")) {
            done = true;
            return;
        }
        JsonNode chunk = Json.tree(data);
        if (chunk.hasNonNull("error")) {
            fail(chunk.get("error"));
            return;
        }
        check(chunk.path("object").asText().equals("chat.completion.chunk"), "an event is a chunk");
        check(id == null || id.equals(chunk.path("id").asText()), "one id is over all chunks");
        id = chunk.path("id").asText();
        check(chunk.path("choices").isArray(), "a chunk has choices");
        check(chunk.has("usage"), "usage, or null, is in every chunk once it was asked for");
        if (chunk.path("choices").isEmpty()) {
            check(chunk.path("usage").isObject(), "a chunk without choices is usage");
            usage = chunk.get("usage");
            return;
        }
        check(chunk.get("usage").isNull(), "usage has a chunk of its own");
        JsonNode choice = chunk.get("choices").get(0);
        check(choice.path("index").isIntegralNumber(), "a choice has its index");
        if (choice.get("index").asInt() > 0) {
            return; // the first one is what is heard
        }
        check(finish.isEmpty(), "nothing follows the finish reason");
        delta(choice.path("delta"));
        if (choice.hasNonNull("finish_reason")) {
            check(choice.path("delta").isEmpty(), "the finish reason has a chunk of its own");
            finish = choice.get("finish_reason").asText();
        }
    }

    private void delta(JsonNode delta) {
        if (!message.has("role")) {
            check(delta.path("role").asText().equals("assistant"), "the first delta has the role");
            message.put("role", "assistant");
        } else {
            check(!delta.has("role"), "the role comes once");
        }
        text.append(delta.path("content").asText(""));
        reasoning.append(delta.path("reasoning_content").asText(""));
        delta.path("reasoning_details").forEach(this::detail);
        delta.path("tool_calls").forEach(this::call);
    }

    /** Pieces of one index and type are one detail, as the clients of OpenRouter put them together. */
    private void detail(JsonNode piece) {
        for (JsonNode known : details) {
            boolean isSame = known.path("index").equals(piece.path("index"))
                    && known.path("type").equals(piece.path("type"));
            if (isSame && known instanceof ObjectNode detail) {
                String text =
                        detail.path("text").asText("") + piece.path("text").asText("");
                detail.setAll((ObjectNode) piece.deepCopy());
                if (!text.isEmpty()) {
                    detail.put("text", text);
                }
                return;
            }
        }
        details.add(piece.deepCopy());
    }

    private void call(JsonNode delta) {
        int index = delta.path("index").asInt(-1);
        check(index >= 0 && index <= calls.size(), "calls are counted from 0");
        String type = delta.has("custom") ? "custom" : "function";
        String member = delta.has("custom") ? "input" : "arguments";
        String piece = delta.path(type).path(member).asText("");
        if (index == calls.size()) {
            check(delta.hasNonNull("id") && delta.path("type").asText().equals(type), "a call begins with its id");
            ObjectNode call =
                    calls.addObject().put("id", delta.get("id").asText()).put("type", type);
            call.putObject(type)
                    .put("name", delta.path(type).path("name").asText())
                    .put(member, piece);
        } else {
            check(!delta.has("id") && !delta.path(type).has("name"), "id and name come once");
            ObjectNode said = (ObjectNode) calls.get(index).get(type);
            said.put(member, said.get(member).asText() + piece);
        }
    }

    private void fail(JsonNode said) {
        check(said.path("message").isTextual(), "an error has a message");
        error = new Heard.HeardError(
                said.path("type").asText().toLowerCase(Locale.ROOT),
                said.path("message").asText());
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("OpenAI's SDKs rely on this: " + rule);
        }
    }
}
