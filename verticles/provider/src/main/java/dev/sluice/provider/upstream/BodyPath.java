package dev.sluice.provider.upstream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A place in a body.
 *
 * @see dev.sluice.model.catalog.BodyRule#path
 */
record BodyPath(JsonPointer pointer) {

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it is none
     */
    static BodyPath of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a path must lead somewhere");
        }
        return new BodyPath(JsonPointer.compile(text.startsWith("/") ? text : "/" + text.replace('.', '/')));
    }

    Optional<JsonNode> find(ObjectNode body) {
        JsonNode found = body.at(pointer);
        return found.isMissingNode() ? Optional.empty() : Optional.of(found);
    }

    /** Objects on the way are made; where the way leads through anything else, or beyond a list's end, nothing is done. */
    void put(ObjectNode body, JsonNode value) {
        JsonNode at = body;
        for (JsonPointer rest = pointer; at != null; rest = rest.tail()) {
            if (rest.tail().matches()) {
                set(at, rest, value);
                return;
            }
            at = step(at, rest);
        }
    }

    void remove(ObjectNode body) {
        JsonNode parent = body.at(pointer.head());
        JsonPointer last = pointer.last();
        if (parent instanceof ObjectNode object) {
            object.remove(last.getMatchingProperty());
        } else if (parent instanceof ArrayNode array && last.mayMatchElement()) {
            array.remove(last.getMatchingIndex());
        }
    }

    private static JsonNode step(JsonNode at, JsonPointer rest) {
        JsonNode next = at.isArray() ? at.path(rest.getMatchingIndex()) : at.path(rest.getMatchingProperty());
        return next.isMissingNode() && at instanceof ObjectNode object
                ? object.putObject(rest.getMatchingProperty())
                : next;
    }

    private static void set(JsonNode at, JsonPointer last, JsonNode value) {
        if (at instanceof ObjectNode object) {
            object.set(last.getMatchingProperty(), value);
        } else if (at instanceof ArrayNode array && array.has(last.getMatchingIndex())) {
            array.set(last.getMatchingIndex(), value);
        }
    }
}
