package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.testkit.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a Gemini upstream understands a request; what the real one refuses fails the test. */
final class GeminiUpstream {
    private static final Set<String> MEMBERS = Set.of(
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "generationConfig",
            "safetySettings",
            "cachedContent",
            "serviceTier",
            "store");
    /** Google's own schemas know no more than these. */
    private static final Set<String> SCHEMA = Set.of(
            "type", "format", "title", "description", "nullable", "enum", "items", "properties", "required", "anyOf");

    private final StringBuilder system = new StringBuilder();
    private final List<String> users = new ArrayList<>();
    private final List<String> images = new ArrayList<>();
    private final List<Heard.HeardCall> calls = new ArrayList<>();
    private final List<Understood.Result> results = new ArrayList<>();
    private final List<String> signatures = new ArrayList<>();

    private GeminiUpstream() {}

    static Understood understand(Received request) {
        return new GeminiUpstream().read(request.target(), request.json());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Gemini refuses it: " + what);
        }
    }

    private Understood read(String target, JsonNode body) {
        body.fieldNames().forEachRemaining(name -> require(MEMBERS.contains(name), "unknown name " + name));
        body.at("/systemInstruction/parts")
                .forEach(part -> system.append(part.path("text").asText()));
        body.path("contents").forEach(this::content);
        pair(body.path("contents"));
        List<String> names = new ArrayList<>();
        JsonNode functions = body.at("/tools/0/functionDeclarations");
        functions.forEach(function -> names.add(function.path("name").asText()));
        JsonNode config = body.path("generationConfig");
        JsonNode schema = config.path("responseJsonSchema");
        require(!config.has("responseJsonSchema") || config.has("responseMimeType"), "a schema without a media type");
        JsonNode thinking = config.path("thinkingConfig");
        require(!(thinking.has("thinkingBudget") && thinking.has("thinkingLevel")), "budget and level");
        String model = target.substring(target.indexOf("/models/") + "/models/".length(), target.lastIndexOf(':'));
        return new Understood(
                model,
                target.contains(":streamGenerateContent"),
                system.toString(),
                users,
                images,
                names,
                functions.isEmpty() ? null : parameters(functions.path(0)),
                calls,
                results,
                schema.isMissingNode() ? null : schema,
                !thinking.isEmpty() && thinking.path("thinkingBudget").asInt(1) != 0,
                signatures);
    }

    private void content(JsonNode content) {
        String role = content.path("role").asText();
        require(role.equals("user") || role.equals("model"), "role " + role);
        require(!content.path("parts").isEmpty(), "a content without parts");
        StringBuilder said = new StringBuilder();
        for (JsonNode part : content.path("parts")) {
            part(part);
            said.append(
                    part.path("thought").asBoolean() ? "" : part.path("text").asText(""));
        }
        if (role.equals("user") && !said.isEmpty()) {
            users.add(said.toString());
        }
    }

    private void part(JsonNode part) {
        if (part.at("/inlineData/mimeType").asText().startsWith("image/")) {
            images.add(part.at("/inlineData/data").asText());
        }
        if (part.has("functionCall")) {
            JsonNode call = part.path("functionCall");
            require(call.path("args").isObject(), "args that are no object");
            calls.add(new Heard.HeardCall(
                    call.path("id").asText(""), call.path("name").asText(), call.path("args")));
            if (part.has("thoughtSignature")) {
                signatures.add(part.path("thoughtSignature").asText());
            }
        }
        if (part.has("functionResponse")) {
            JsonNode response = part.path("functionResponse");
            require(response.path("response").isObject(), "a response that is no object");
            String name = response.path("name").asText();
            JsonNode said = response.path("response");
            String text = said.path("output").isTextual() ? said.path("output").textValue() : said.toString();
            results.add(new Understood.Result(response.path("id").asText(name), text));
        }
    }

    /** The calls of one turn, which may stand in several contents, are all answered in the next, by their names. */
    private static void pair(JsonNode contents) {
        List<String> called = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (JsonNode content : contents) {
            if (!answered.isEmpty() && content.path("role").asText().equals("model")) {
                require(called.equals(answered), "calls " + called + " with responses " + answered);
                called.clear();
                answered.clear();
            }
            names(content, "functionCall", called);
            names(content, "functionResponse", answered);
        }
        require(called.equals(answered), "calls " + called + " with responses " + answered);
    }

    private static void names(JsonNode content, String kind, List<String> names) {
        for (JsonNode part : content.path("parts")) {
            if (part.has(kind)) {
                names.add(part.path(kind).path("name").asText());
            }
        }
    }

    private static @Nullable JsonNode parameters(JsonNode function) {
        if (function.has("parametersJsonSchema")) {
            require(!function.has("parameters"), "two schemas of parameters");
            return function.path("parametersJsonSchema");
        }
        return function.has("parameters") ? lowerCase(function.path("parameters")) : null;
    }

    private static JsonNode lowerCase(JsonNode schema) {
        ObjectNode lower = schema.deepCopy();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            require(SCHEMA.contains(member.getKey()), "unknown name " + member.getKey() + " in a schema");
        }
        lower.set("type", new TextNode(schema.path("type").asText().toLowerCase(Locale.ROOT)));
        if (lower.path("properties") instanceof ObjectNode properties) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                properties.set(property.getKey(), lowerCase(property.getValue()));
            }
        }
        if (!lower.path("items").isMissingNode() && !(lower.path("items") instanceof ArrayNode)) {
            lower.set("items", lowerCase(schema.path("items")));
        }
        return lower;
    }
}
