package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Seals;
import dev.sluice.wire.bedrock.BedrockContentWriter.Target;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as Bedrock wants it: what the system says stands apart, user and assistant take turns, and all results of
 * the calls of one turn are in the next one.
 */
final class BedrockTurns {
    private static final String NAMELESS = "tool";
    /** Says what a message of documents alone says. */
    private static final String WORDLESS = "See the documents.";

    private final List<Message> messages;

    BedrockTurns(List<Message> messages) {
        this.messages = messages;
    }

    void write(ObjectNode root, BedrockFamily family, Losses losses) {
        Target target = family.takesCachePoints() ? Target.UPSTREAM : Target.UPSTREAM_WITHOUT_CACHE;
        BedrockContentWriter writer = new BedrockContentWriter(target, losses);
        ArrayNode system = JsonTree.object().putArray("system");
        ArrayNode turns = JsonTree.object().putArray("messages");
        for (Message message : messages) {
            losses.addIfPresent(Loss.NAME, message.name());
            boolean isApart = !isInPlace(message)
                    && (message.role() == Message.Role.SYSTEM || message.role() == Message.Role.DEVELOPER);
            if (isApart) {
                if (!turns.isEmpty()) {
                    losses.add(Loss.PLACE);
                }
                writer.write(ofSystem(message.parts(), losses), system);
            } else {
                write(message, writer, turns, losses);
            }
        }
        turns.forEach(BedrockTurns::speak);
        root.set("messages", turns);
        if (!system.isEmpty()) {
            root.set("system", system);
        }
    }

    private static void write(Message message, BedrockContentWriter writer, ArrayNode turns, Losses losses) {
        ArrayNode content = JsonTree.object().putArray("content");
        writer.write(message.parts(), content);
        if (content.isEmpty()) {
            // Refused, and it says nothing.
            return;
        }
        String role = isInPlace(message) ? "system" : message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
        ObjectNode last = turns.isEmpty() ? null : (ObjectNode) turns.get(turns.size() - 1);
        ObjectNode turn = last != null && last.path("role").asText().equals(role) ? last : turns.addObject();
        turn.put("role", role);
        turn.withArray("content").addAll(content);
        BedrockExtras.write(message.notes().extras(), turn, losses);
    }

    /**
     * A turn with a document needs a text too:
     * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html.
     */
    private static void speak(JsonNode turn) {
        boolean hasDocument = false;
        boolean hasText = false;
        for (JsonNode block : turn.path("content")) {
            hasDocument |= block.has("document");
            hasText |= block.has("text");
        }
        if (hasDocument && !hasText && turn.path("content") instanceof ArrayNode content) {
            content.add(BedrockContentWriter.words(WORDLESS));
        }
    }

    /** Whether it is a system message that stood among the others. */
    private static boolean isInPlace(Message message) {
        return BedrockExtras.member(message.notes().extras(), "role").asText().equals("system");
    }

    private static List<Part> ofSystem(List<Part> parts, Losses losses) {
        List<Part> fit = new ArrayList<>();
        for (Part part : parts) {
            boolean isKnown = part instanceof Part.Text
                    || (part instanceof Part.Opaque opaque && opaque.dialect() == Dialect.BEDROCK);
            if (isKnown) {
                fit.add(part);
            } else {
                losses.add(part instanceof Part.Image ? Loss.IMAGE : Loss.FIELD);
            }
        }
        return fit;
    }

    /** The tools that were called, or gave something. */
    Set<String> toolNames() {
        Set<String> names = new LinkedHashSet<>();
        boolean isNameless = false;
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolUse use) {
                    names.add(use.name());
                } else if (part instanceof Part.ToolResult result) {
                    isNameless = true;
                    addIfPresent(names, result.name());
                }
            }
        }
        if (names.isEmpty() && isNameless) {
            names.add(NAMELESS);
        }
        return names;
    }

    private static void addIfPresent(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }

    /**
     * Whether the conversation stands after calls of a turn whose thoughts are not there to be given back. Claude then refuses
     * to think: "Expected `thinking` or `redacted_thinking`, but found `tool_use`."
     */
    boolean lackThoughts() {
        boolean hasResult = false;
        boolean hasCall = false;
        boolean isOfAssistant = false;
        for (Message message : messages.reversed()) {
            if (message.role() == Message.Role.ASSISTANT) {
                isOfAssistant = true;
                hasCall |= message.parts().stream().anyMatch(Part.ToolUse.class::isInstance);
                if (message.parts().stream().anyMatch(BedrockTurns::isSealedThought)) {
                    return false;
                }
            } else if (isOfAssistant) {
                break;
            } else {
                hasResult |= message.parts().stream().anyMatch(Part.ToolResult.class::isInstance);
            }
        }
        return hasResult && hasCall;
    }

    private static boolean isSealedThought(Part part) {
        Seal seal = part.notes().seal();
        return part instanceof Part.Reasoning && seal != null && Seals.fits(seal, Dialect.BEDROCK);
    }
}
