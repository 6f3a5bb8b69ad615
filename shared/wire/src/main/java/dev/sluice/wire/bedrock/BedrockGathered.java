package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;

/**
 * A block that is put together before it is passed on: the call of a tool that runs at Amazon, what that gave, a picture.
 * Bounded.
 */
final class BedrockGathered {
    private static final int LONGEST = 32 * 1024 * 1024;

    private final String kind;
    private final ObjectNode inside;
    private final StringBuilder input = new StringBuilder();
    private final StringBuilder bytes = new StringBuilder();
    private final ArrayNode content = JsonTree.object().putArray("content");
    private long length;

    BedrockGathered(Doc start) {
        this.kind = start.members().getFirst().getKey();
        this.inside = start.at(kind).node().deepCopy();
    }

    /** Whether a block with this start is to be gathered. */
    static boolean isFor(Doc start) {
        if (!start.isObject() || start.members().isEmpty()) {
            return false;
        }
        Doc first = start.members().getFirst().getValue();
        boolean isCall = start.has("toolUse")
                && (!first.has("type") || first.at("type").node().asText().equals("tool_use"));
        return first.isObject() && !isCall;
    }

    void add(Doc delta) {
        JsonNode node = delta.node();
        length += node.toString().length();
        if (length > LONGEST) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream sent a block that is too long.");
        }
        input.append(node.path("toolUse").path("input").asText());
        bytes.append(node.path("image").path("source").path("bytes").asText());
        node.path("toolResult").forEach(content::add);
    }

    Part part() {
        String format = inside.path("format").asText();
        if (kind.equals("image") && !bytes.isEmpty()) {
            Source source = new Source.Inline(BedrockMedia.imageType(format), bytes.toString());
            return new Part.Image(source, null, Notes.NONE);
        }
        if (kind.equals("toolUse")) {
            inside.set("input", JsonTree.parse(input.toString()).orElseGet(JsonTree::object));
        } else if (kind.equals("toolResult")) {
            inside.set("content", content);
        }
        ObjectNode block = JsonTree.object();
        block.set(kind, inside);
        return new Part.Opaque(Dialect.BEDROCK, kind, JsonTree.raw(block), Notes.NONE);
    }
}
