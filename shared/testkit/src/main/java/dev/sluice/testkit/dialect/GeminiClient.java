package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/** What a client of Gemini's asks. */
final class GeminiClient {
    private GeminiClient() {}

    static Asking ask(Scenario scenario, String model, boolean stream) {
        return asking(body(scenario), model, stream);
    }

    static Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        ObjectNode body = body(scenario);
        ArrayNode contents = (ArrayNode) body.path("contents");
        contents.addAll((ArrayNode) Objects.requireNonNull(first.turn(), "nothing was heard"));
        ArrayNode results = contents.addObject().put("role", "user").putArray("parts");
        for (Heard.HeardCall call : first.calls()) {
            ObjectNode result =
                    results.addObject().putObject("functionResponse").put("name", call.name());
            if (!call.id().isEmpty()) {
                result.put("id", call.id());
            }
            result.putObject("response").put("output", Words.TOOL_RESULT);
        }
        return asking(body, model, stream);
    }

    private static Asking asking(ObjectNode body, String model, boolean stream) {
        String method = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return new Asking("/v1beta/models/" + model + method, Map.of(), body.toString());
    }

    private static ObjectNode body(Scenario scenario) {
        ObjectNode body = Json.object();
        body.putObject("systemInstruction").putArray("parts").addObject().put("text", Words.SYSTEM);
        ArrayNode question =
                body.putArray("contents").addObject().put("role", "user").putArray("parts");
        question.addObject().put("text", Words.QUESTION);
        switch (scenario) {
            case TEXT, ERROR, ABORT -> {}
            case IMAGE ->
                question.addObject()
                        .putObject("inlineData")
                        .put("mimeType", "image/png")
                        .put("data", Words.PNG);
            case SCHEMA ->
                body.putObject("generationConfig")
                        .put("responseMimeType", "application/json")
                        .set("responseJsonSchema", Json.tree(Words.SCHEMA));
            case TOOLS -> tools(body, false);
            case PARALLEL_TOOLS -> tools(body, true);
            case REASONING -> {
                tools(body, false);
                ObjectNode config = body.putObject("generationConfig").put("maxOutputTokens", 8192);
                config.putObject("thinkingConfig").put("includeThoughts", true).put("thinkingBudget", 2048);
            }
        }
        return body;
    }

    /** The first tool has Google's own schema, the second JSON Schema. */
    private static void tools(ObjectNode body, boolean both) {
        ArrayNode functions = body.putArray("tools").addObject().putArray("functionDeclarations");
        String schema = Words.TOOL_SCHEMA.replace("\"object\"", "\"OBJECT\"").replace("\"string\"", "\"STRING\"");
        functions
                .addObject()
                .put("name", Words.TOOL)
                .put("description", Words.TOOL_DESCRIPTION)
                .set("parameters", Json.tree(schema));
        if (both) {
            functions
                    .addObject()
                    .put("name", Words.SECOND_TOOL)
                    .set("parametersJsonSchema", Json.tree(Words.SECOND_SCHEMA));
        }
    }
}
