package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/**
 * A conversation that the gateway keeps for its callers: a JSON object with {@code input}, the items that were put in, those
 * of earlier turns and their answers included, and {@code response}, the answer to them. With it, a request that goes on
 * from that answer can be said to any upstream.
 */
public final class ResponsesConversation {
    private static final String PREVIOUS = "previous_response_id";
    private static final String INPUT = "input";
    private static final String RESPONSE = "response";
    private static final String INCLUDE = "include";

    private ResponsesConversation() {}

    /**
     * A request whose answer will be kept here, as it must be said to an upstream that shall keep nothing: thoughts are
     * asked for in the form in which they can be sent back.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED} if it is no JSON object
     */
    public static Bytes begin(Bytes request) {
        return JsonTree.write(portable(body(request)));
    }

    /**
     * The request with everything that was said before it in its input, and without the name of the earlier answer. The
     * earlier request's {@code instructions} are not carried over, as the API has it.
     *
     * @param kept a conversation as {@link #toKeep} made it
     * @throws dev.sluice.model.call.GatewayException of kind {@code MALFORMED} if the input is no text and no list
     */
    public static Bytes resume(Bytes kept, Bytes request) {
        ObjectNode body = body(request);
        JsonNode before = tree(kept);
        ArrayNode input = JsonTree.object().arrayNode();
        before.path(INPUT).forEach(input::add);
        before.path(RESPONSE).path("output").forEach(input::add);
        input.addAll(items(request));
        body.remove(PREVIOUS);
        body.set(INPUT, input);
        return JsonTree.write(portable(body));
    }

    /**
     * What to keep so that a later request can go on from this answer.
     *
     * @param request as it was sent upstream, with the items of earlier turns
     */
    static Bytes toKeep(Bytes request, ObjectNode response) {
        ObjectNode kept = JsonTree.object();
        kept.set(INPUT, items(request));
        kept.set(RESPONSE, response);
        return JsonTree.write(kept);
    }

    /** The answer of a kept conversation. */
    public static Bytes response(Bytes kept) {
        return JsonTree.write(tree(kept).path(RESPONSE));
    }

    /** What is said of an answer that has been deleted. */
    public static Bytes deleted(String id) {
        return JsonTree.write(JsonTree.object()
                .put("id", id)
                .put("object", "response.deleted")
                .put("deleted", true));
    }

    /** What was put in before the answer, as {@code GET /v1/responses/{id}/input_items} lists it. */
    public static Bytes inputItems(Bytes kept, ItemPage page) {
        return JsonTree.write(page.of(tree(kept).path(INPUT)));
    }

    // OpenAI itself gives thoughts in this form only if asked, and forgets the others when it is told to store nothing.
    private static ObjectNode portable(ObjectNode body) {
        body.put("store", false);
        if (!SealedThoughts.mayBeAskedOf(body.path("model").asText())) {
            return body;
        }
        if (!body.hasNonNull(INCLUDE)) {
            body.putArray(INCLUDE).add(SealedThoughts.WISH);
        } else if (body.get(INCLUDE) instanceof ArrayNode include && !has(include, SealedThoughts.WISH)) {
            include.add(SealedThoughts.WISH);
        }
        return body;
    }

    private static boolean has(ArrayNode texts, String wanted) {
        return texts.valueStream().anyMatch(text -> text.asText().equals(wanted));
    }

    private static ArrayNode items(Bytes request) {
        Doc input = Doc.ofCaller(request).at(INPUT);
        ArrayNode items = JsonTree.object().arrayNode();
        if (input.isText()) {
            items.addObject().put("role", "user").put("content", input.asText());
        } else if (!input.isAbsent()) {
            input.items().forEach(item -> items.add(item.node()));
        }
        return items;
    }

    private static ObjectNode body(Bytes request) {
        return (ObjectNode) Doc.ofCaller(request).node();
    }

    private static JsonNode tree(Bytes kept) {
        return JsonTree.parse(kept).orElseGet(JsonTree::object);
    }
}
