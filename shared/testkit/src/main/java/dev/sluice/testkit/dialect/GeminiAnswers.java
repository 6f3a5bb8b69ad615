package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a Gemini upstream answers. */
final class GeminiAnswers {
    private static final String TOO_LONG =
            "{\"error\":{\"code\":400,\"message\":\"The input token count (1250074) exceeds"
                    + " the maximum number of tokens allowed (1048576).\",\"status\":\"INVALID_ARGUMENT\"}}";
    private static final String NO_SIGNATURE = "{\"error\":{\"code\":400,\"message\":\"Function call is missing a"
            + " thought_signature in functionCall parts. This is required for tools to work correctly.\","
            + "\"status\":\"INVALID_ARGUMENT\"}}";
    private static final int PIECES = 4;

    private GeminiAnswers() {}

    static Scripted answer(Scenario scenario, Received request) {
        if (scenario == Scenario.ERROR) {
            return Scripted.json(400, TOO_LONG);
        }
        Understood understood = GeminiUpstream.understand(request);
        boolean again = !understood.results().isEmpty();
        if (scenario == Scenario.REASONING && again && !isSigned(request.json())) {
            return Scripted.json(400, NO_SIGNATURE);
        }
        boolean shown = request.json()
                .at("/generationConfig/thinkingConfig/includeThoughts")
                .asBoolean();
        ArrayNode parts = parts(scenario, again, shown);
        ObjectNode usage = usage(scenario);
        boolean abort = scenario == Scenario.ABORT;
        if (understood.stream()) {
            List<Bytes> events = events(parts, usage, abort);
            Scripted stream = Scripted.stream("text/event-stream", events);
            return abort ? stream.cutOff() : stream;
        }
        String whole = chunk(parts, usage, true).toString();
        Bytes half = Bytes.utf8(whole.substring(0, whole.length() / 2));
        return abort
                ? new Scripted(200, Map.of("Content-Type", "application/json"), List.of(half), true)
                : Scripted.json(200, whole);
    }

    /** Whether the first call of each of the model's turns has the signature that it was made with. */
    private static boolean isSigned(JsonNode body) {
        boolean signed = false;
        for (JsonNode content : body.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                if (part.has("functionCall")) {
                    if (!part.path("thoughtSignature").asText().equals(Words.SIGNATURE)) {
                        return false;
                    }
                    signed = true;
                    break;
                }
            }
        }
        return signed;
    }

    private static ArrayNode parts(Scenario scenario, boolean again, boolean shown) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        boolean called =
                scenario == Scenario.TOOLS || scenario == Scenario.PARALLEL_TOOLS || scenario == Scenario.REASONING;
        if (!called || again) {
            parts.addObject().put("text", scenario == Scenario.SCHEMA ? Words.SCHEMA_ANSWER : Words.ANSWER);
            return parts;
        }
        if (scenario == Scenario.REASONING && shown) {
            parts.addObject().put("text", Words.THOUGHT).put("thought", true);
        }
        ObjectNode first = call(parts, Words.TOOL, Words.TOOL_ARGUMENTS);
        if (scenario == Scenario.REASONING) {
            first.put("thoughtSignature", Words.SIGNATURE);
        }
        if (scenario == Scenario.PARALLEL_TOOLS) {
            call(parts, Words.SECOND_TOOL, Words.SECOND_ARGUMENTS);
        }
        return parts;
    }

    private static ObjectNode call(ArrayNode parts, String name, String arguments) {
        ObjectNode part = parts.addObject();
        part.putObject("functionCall").put("name", name).set("args", Json.tree(arguments));
        return part;
    }

    private static ObjectNode usage(Scenario scenario) {
        long thoughts = scenario == Scenario.REASONING ? Words.REASONED : 0;
        long prompt = Words.INPUT + Words.CACHED;
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("promptTokenCount", prompt)
                .put("candidatesTokenCount", Words.OUTPUT)
                .put("totalTokenCount", prompt + Words.OUTPUT + thoughts)
                .put("cachedContentTokenCount", Words.CACHED);
        return thoughts > 0 ? usage.put("thoughtsTokenCount", thoughts) : usage;
    }

    private static ObjectNode chunk(ArrayNode parts, ObjectNode usage, boolean last) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode candidate = answer.putArray("candidates").addObject();
        candidate.putObject("content").put("role", "model").set("parts", parts);
        if (last) {
            candidate.put("finishReason", "STOP");
        }
        candidate.put("index", 0);
        answer.set("usageMetadata", usage);
        return answer.put("modelVersion", "gemini-test").put("responseId", "resp-1");
    }

    /** Texts come in pieces, calls whole; the last event has an empty text and the reason. */
    private static List<Bytes> events(ArrayNode parts, ObjectNode usage, boolean cut) {
        List<JsonNode> said = new ArrayList<>();
        for (JsonNode part : parts) {
            if (part.has("text")) {
                for (String piece : pieces(part.path("text").textValue())) {
                    said.add(((ObjectNode) part.deepCopy()).put("text", piece));
                }
            } else {
                said.add(part);
            }
        }
        ObjectNode early =
                usage.deepCopy().put("candidatesTokenCount", 1).put("totalTokenCount", Words.INPUT + Words.CACHED + 1);
        List<Bytes> events = new ArrayList<>();
        for (JsonNode part : cut ? said.subList(0, said.size() - 1) : said) {
            events.add(event(chunk(JsonNodeFactory.instance.arrayNode().add(part), early, false)));
        }
        if (!cut) {
            ArrayNode nothing = JsonNodeFactory.instance.arrayNode();
            nothing.addObject().put("text", "");
            events.add(event(chunk(nothing, usage, true)));
        }
        return events;
    }

    private static Bytes event(ObjectNode chunk) {
        return Bytes.utf8("data: " + chunk + "\r\n\r\n");
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int length = Math.max(1, text.length() / PIECES);
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + length);
            to += to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
            pieces.add(text.substring(at, to));
            at = to;
        }
        return pieces;
    }
}
