package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the arguments of a call that Vertex streams: each piece names its place by a path such as {@code
 * $.stops[0].city}, and strings go on from piece to piece
 * (https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc-args).
 */
final class GeminiPartialArgs {
    private static final int MOST_STEPS = 64;
    /** In all lists together: a piece may name any place of a list, and those before it are filled. */
    private static final int MOST_ITEMS = 10_000;

    private final ObjectNode args = JsonTree.object();
    private int items;
    /** The string that may go on, and where it stands. */
    private @Nullable String openPath;

    private final StringBuilder open = new StringBuilder();

    /** A member of an object, or a place in a list. */
    private record Step(String name, boolean isIndex) {
        int index() {
            int index = Integer.parseInt(name);
            if (index >= MOST_ITEMS) {
                throw odd();
            }
            return index;
        }
    }

    /** Takes the next piece. */
    void add(JsonNode piece) {
        String path = piece.path("jsonPath").asText();
        if (piece.has("stringValue") && path.equals(openPath)) {
            open.append(piece.path("stringValue").asText());
            return;
        }
        close();
        set(path, piece);
        if (piece.has("stringValue")) {
            openPath = path;
        }
    }

    /** Puts what a string went on with behind what is there of it. */
    private void close() {
        if (openPath != null && !open.isEmpty()) {
            set(openPath, JsonTree.object().put("stringValue", open.toString()));
            open.setLength(0);
        }
        openPath = null;
    }

    private void set(String path, JsonNode piece) {
        List<Step> steps = steps(path);
        JsonNode at = args;
        for (int i = 0; i < steps.size() - 1; i++) {
            at = container(at, steps.get(i), steps.get(i + 1).isIndex());
        }
        Step last = steps.getLast();
        JsonNode value = value(piece, child(at, last));
        put(at, last, value);
    }

    String json() {
        close();
        return args.toString();
    }

    private static JsonNode value(JsonNode piece, JsonNode before) {
        if (piece.has("stringValue")) {
            String text = piece.path("stringValue").asText();
            return new TextNode(before.isTextual() ? before.textValue() + text : text);
        }
        if (piece.has("numberValue")) {
            return piece.path("numberValue");
        }
        return piece.has("boolValue")
                ? piece.path("boolValue")
                : JsonTree.object().nullNode();
    }

    private JsonNode container(JsonNode in, Step step, boolean list) {
        JsonNode there = child(in, step);
        if (there.isContainerNode()) {
            return there;
        }
        JsonNode made = list ? JsonTree.object().arrayNode() : JsonTree.object();
        put(in, step, made);
        return made;
    }

    private static JsonNode child(JsonNode in, Step step) {
        return step.isIndex() ? in.path(step.index()) : in.path(step.name());
    }

    private void put(JsonNode in, Step step, JsonNode value) {
        if (in instanceof ObjectNode object && !step.isIndex()) {
            object.set(step.name(), value);
        } else if (in instanceof ArrayNode list && step.isIndex()) {
            for (; list.size() <= step.index(); items++) {
                if (items == MOST_ITEMS) {
                    throw odd();
                }
                list.addNull();
            }
            list.set(step.index(), value);
        } else {
            throw odd();
        }
    }

    /** {@code $.stops[0]['city']} is {@code stops}, {@code 0}, {@code city}. */
    private static List<Step> steps(String path) {
        List<Step> steps = new ArrayList<>();
        int i = path.startsWith("$") ? 1 : 0;
        while (i < path.length()) {
            int end;
            if (path.charAt(i) == '[') {
                end = path.indexOf(']', i);
                if (end < 0) {
                    throw odd();
                }
                steps.add(inBrackets(path.substring(i + 1, end++)));
            } else {
                i += path.charAt(i) == '.' ? 1 : 0;
                end = i;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                steps.add(new Step(path.substring(i, end), false));
            }
            i = end;
        }
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw odd();
        }
        return steps;
    }

    private static Step inBrackets(String step) {
        boolean quoted = step.length() > 1 && (step.startsWith("'") || step.startsWith("\""));
        boolean digits = !step.isEmpty() && step.length() < 10 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return quoted ? new Step(step.substring(1, step.length() - 1), false) : new Step(step, digits);
    }

    private static GatewayException odd() {
        return new GatewayException(
                Kind.UPSTREAM_FAILED, "The upstream streamed arguments that cannot be put together.");
    }
}
