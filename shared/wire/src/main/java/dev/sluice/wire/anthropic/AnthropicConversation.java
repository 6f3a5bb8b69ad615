package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts a conversation into the order that the API insists on: instructions apart, user and assistant strictly in turns, and
 * the results of all calls of an assistant's turn first in the user's turn after it. One per request.
 *
 * <p>Instructions that come later in the conversation join those at its head, in order: there is no other place for them.
 */
final class AnthropicConversation {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final Pattern GOOD_ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private final Losses losses;
    private final AnthropicBlocks blocks;
    private final ArrayNode system = JsonTree.object().arrayNode();
    private final List<ObjectNode> turns = new ArrayList<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    AnthropicConversation(ChatRequest request, Losses losses) {
        this.losses = losses;
        this.blocks = AnthropicBlocks.ofRequest(losses, this::id);
        request.messages().forEach(this::add);
        if (turns.isEmpty() && !system.isEmpty()) {
            turns.add(turn(USER, system.deepCopy()));
            system.removeAll();
        }
        if (!turns.isEmpty() && isOf(turns.getLast(), ASSISTANT)) {
            stripEnd(content(turns.getLast()));
        }
        turns.stream().filter(turn -> isOf(turn, USER)).forEach(AnthropicConversation::putResultsFirst);
    }

    private void add(Message message) {
        losses.addIfPresent(Loss.NAME, message.name());
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> {
                if (!turns.isEmpty()) {
                    losses.add(Loss.PLACE);
                }
                blocks.addSystem(message.parts(), system);
                losses.carry(message.notes().extras(), Dialect.ANTHROPIC, JsonTree.object());
            }
            case USER, TOOL -> add(USER, message);
            case ASSISTANT -> add(ASSISTANT, message);
        }
    }

    private void add(String role, Message message) {
        ArrayNode content = JsonTree.object().arrayNode();
        for (Part part : message.parts()) {
            blocks.add(part, content);
        }
        if (content.isEmpty()) {
            return;
        }
        if (!turns.isEmpty() && isOf(turns.getLast(), role)) {
            content(turns.getLast()).addAll(content);
        } else {
            turns.add(turn(role, content));
        }
        losses.carry(message.notes().extras(), Dialect.ANTHROPIC, turns.getLast());
    }

    private static ObjectNode turn(String role, ArrayNode content) {
        ObjectNode turn = JsonTree.object().put("role", role);
        turn.set("content", content);
        return turn;
    }

    private static boolean isOf(ObjectNode turn, String role) {
        return turn.path("role").asText().equals(role);
    }

    private static ArrayNode content(ObjectNode turn) {
        return (ArrayNode) turn.get("content");
    }

    private static boolean isBlock(JsonNode block, String type) {
        return block.path("type").asText().equals(type);
    }

    /** The model goes on from here; the API refuses a beginning that ends in white space. */
    private static void stripEnd(ArrayNode content) {
        if (content.path(content.size() - 1) instanceof ObjectNode last && isBlock(last, "text")) {
            last.put("text", last.path("text").asText().stripTrailing());
        }
    }

    private static void putResultsFirst(ObjectNode turn) {
        ArrayNode sorted = turn.arrayNode();
        content(turn).forEach(block -> {
            if (isBlock(block, "tool_result")) {
                sorted.add(block);
            }
        });
        content(turn).forEach(block -> {
            if (!isBlock(block, "tool_result")) {
                sorted.add(block);
            }
        });
        turn.set("content", sorted);
    }

    /** An id of a tool call in the only letters that the API takes; the same for the same, and different for different. */
    private String id(String given) {
        String known = ids.get(given);
        if (known != null) {
            return known;
        }
        String clean = GOOD_ID.matcher(given).matches() ? given : given.replaceAll("[^a-zA-Z0-9_-]", "_");
        String base = clean.isEmpty() ? "toolu" : clean;
        String id = base;
        for (int n = 1; !taken.add(id); n++) {
            id = base + "_" + n;
        }
        ids.put(given, id);
        return id;
    }

    /**
     * Whether the model is in the middle of calling tools, and the thoughts that led it there are missing. With a budget for
     * thinking, the API refuses to go on then.
     */
    boolean lacksThoughts() {
        int at = turns.size() - 1;
        boolean isGoingOn = false;
        boolean hasThoughts = false;
        while (at >= 1 && isOf(turns.get(at), USER) && isBlock(first(turns.get(at)), "tool_result")) {
            JsonNode first = first(turns.get(at - 1));
            isGoingOn = true;
            hasThoughts |= isBlock(first, "thinking") || isBlock(first, "redacted_thinking");
            at -= 2;
        }
        return isGoingOn && !hasThoughts;
    }

    private static JsonNode first(ObjectNode turn) {
        return content(turn).path(0);
    }

    /** Adds {@code system} and {@code messages}. */
    void writeTo(ObjectNode request) {
        if (!system.isEmpty()) {
            request.set("system", shortened(system));
        }
        ArrayNode messages = request.putArray("messages");
        for (ObjectNode turn : turns) {
            turn.set("content", shortened(content(turn)));
            messages.add(turn);
        }
    }

    private static JsonNode shortened(ArrayNode content) {
        JsonNode plain = AnthropicBlocks.plain(content);
        return plain == null ? content : plain;
    }
}
