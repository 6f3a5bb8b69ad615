package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;

/** An upstream of OpenAI's Responses. It refuses what OpenAI refuses: half forms of items, thoughts that lead to nothing. */
final class ResponsesUpstream {
    private static final String DATA_URL = "base64,";

    private ResponsesUpstream() {}

    static Understood understand(Received request) {
        JsonNode json = request.json();
        List<String> users = new ArrayList<>();
        List<String> images = new ArrayList<>();
        List<Heard.HeardCall> calls = new ArrayList<>();
        List<Understood.Result> results = new ArrayList<>();
        StringBuilder system = new StringBuilder(json.path("instructions").asText(""));
        if (json.path("input").isTextual()) {
            users.add(json.path("input").asText());
        }
        for (JsonNode item : items(json)) {
            switch (item.path("type").asText("message")) {
                case "message" -> {
                    String text = Json.texts(item.path("content"));
                    switch (item.path("role").asText()) {
                        case "user" -> users.add(text);
                        case "system", "developer" -> system.append(text);
                        case "assistant" -> {}
                        default -> throw new AssertionError("no such role: " + item.path("role"));
                    }
                    images(item.path("content"), images);
                }
                case "function_call" ->
                    calls.add(new Heard.HeardCall(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            Json.tree(item.path("arguments").asText())));
                case "function_call_output" ->
                    results.add(new Understood.Result(item.path("call_id").asText(), Json.texts(item.path("output"))));
                case "reasoning" -> {}
                default -> throw new AssertionError("no such item: " + item.path("type"));
            }
        }
        List<String> tools = new ArrayList<>();
        json.path("tools").forEach(tool -> tools.add(tool.path("name").asText()));
        String effort = json.at("/reasoning/effort").asText("none");
        return new Understood(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                system.toString(),
                users,
                images,
                tools,
                Json.orNull(json.at("/tools/0/parameters")),
                calls,
                results,
                Json.orNull(json.at("/text/format/schema")),
                !effort.equals("none") && !effort.equals("null"),
                signatures(json));
    }

    private static JsonNode items(JsonNode json) {
        return json.path("input").isArray() ? json.path("input") : Json.array();
    }

    private static void images(JsonNode content, List<String> images) {
        for (JsonNode part : content) {
            String url = part.path("image_url").asText("");
            if (part.path("type").asText().equals("input_image") && url.startsWith("data:image/")) {
                images.add(url.substring(url.indexOf(DATA_URL) + DATA_URL.length()));
            }
        }
    }

    /** Thoughts must have the id that they were given, and what they led to right behind them. */
    private static List<String> signatures(JsonNode json) {
        List<String> signatures = new ArrayList<>();
        JsonNode items = items(json);
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            boolean isThought = item.path("type").asText().equals("reasoning")
                    && item.path("summary").isArray();
            boolean isFollowed = items.path(i + 1).path("type").asText().equals("function_call");
            if (isThought && isFollowed && item.path("id").asText().equals("rs_upstream")) {
                signatures.add(item.path("encrypted_content").asText());
            }
        }
        return signatures;
    }

    static Scripted answer(Scenario scenario, Received request) {
        JsonNode json = request.json();
        boolean isSecond = items(json).findValuesAsText("type").contains("function_call_output");
        if (scenario == Scenario.ERROR) {
            return error(
                    "context_length_exceeded",
                    "Your input exceeds the context window of this model. Please adjust your input and try again.");
        }
        if (scenario == Scenario.REASONING && isSecond && !signatures(json).contains(Words.SIGNATURE)) {
            return error("invalid_request", "The reasoning item of the last turn was not provided.");
        }
        ResponsesScript script = new ResponsesScript(json.path("model").asText());
        script.play(scenario, isSecond);
        boolean aborts = scenario == Scenario.ABORT;
        if (!json.path("stream").asBoolean()) {
            Scripted whole = Scripted.json(200, script.whole());
            return aborts ? whole.cutOff() : whole;
        }
        List<Bytes> events = script.events();
        Scripted stream = Scripted.stream("text/event-stream", aborts ? events.subList(0, 6) : events);
        return aborts ? stream.cutOff() : stream;
    }

    private static Scripted error(String code, String message) {
        return OpenAiUpstream.error("input", code, message);
    }
}
