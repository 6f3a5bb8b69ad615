package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes a whole message, the answer to a request that was not streamed. */
final class AnthropicResponses {
    private static final Set<String> MESSAGE =
            Set.of("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");
    /** Members that a stream has in its {@code message_delta}, at the end. */
    private static final List<String> AT_THE_END = List.of("stop_details", "container", "context_management");

    private AnthropicResponses() {}

    static ChatResponse read(Doc message) {
        AnthropicParts parts = AnthropicParts.ofUpstream();
        List<Part> content = new ArrayList<>();
        for (Doc block : message.at("content").items()) {
            content.add(parts.part(block));
        }
        String reason = message.textOrNull("stop_reason");
        Finish finish = reason == null ? null : AnthropicFinish.read(reason, message.textOrNull("stop_sequence"));
        AnthropicUsage counts = new AnthropicUsage();
        Usage usage = counts.read(message.at("usage").node()) ? counts.usage() : null;
        Choice choice = new Choice(0, content, finish, List.of(), atTheEnd(message));
        return new ChatResponse(
                message.textOr("id", ""), message.textOr("model", ""), 0, List.of(choice), usage, extras(message));
    }

    /** What a message says at its beginning that only Anthropic knows. */
    static Extras extras(Doc message) {
        Extras rest = message.rest(Dialect.ANTHROPIC, MESSAGE);
        String[] others = AT_THE_END.toArray(String[]::new);
        Extras extras = AnthropicFields.without(rest, others);
        // Both are null as long as nothing is wrong; the writer says so by itself.
        extras = AnthropicFields.without(extras, "stop_reason", "stop_sequence");
        Extras usage = AnthropicUsage.rest(message.at("usage"));
        return usage.isEmpty() ? extras : AnthropicFields.with(extras, "usage", JsonTree.node(usage.members()));
    }

    /** What a message says at its end that only Anthropic knows; in a stream it stands in two objects. */
    static Extras atTheEnd(Doc... places) {
        Extras extras = Extras.NONE;
        for (Doc place : places) {
            for (String name : AT_THE_END) {
                JsonNode value = place.node().get(name);
                extras = AnthropicFields.with(extras, name, value);
            }
        }
        return extras;
    }

    static Bytes write(ChatResponse response, Call call, Losses losses) {
        ObjectNode out = begin(response.id(), response.model(), call);
        ArrayNode content = out.putArray("content");
        AnthropicBlocks blocks = AnthropicBlocks.ofAnswer(losses);
        Choice choice = response.choices().isEmpty()
                ? new Choice(0, List.of(), null, List.of(), Extras.NONE)
                : response.choices().getFirst();
        if (response.choices().size() > 1) {
            losses.add(Loss.CHOICES);
        }
        choice.parts().forEach(part -> blocks.add(part, content));
        if (!choice.logprobs().isEmpty()) {
            losses.add(Loss.LOGPROBS);
        }
        boolean calls = choice.parts().stream().anyMatch(Part.ToolUse.class::isInstance);
        finish(out, choice.finish(), calls, losses);
        ObjectNode usage = AnthropicUsage.write(response.usage(), losses);
        out.set("usage", usage);
        losses.carry(response.extras(), Dialect.ANTHROPIC, out);
        losses.carry(choice.extras(), Dialect.ANTHROPIC, out);
        return JsonTree.write(out);
    }

    /** The members that a message begins with. */
    static ObjectNode begin(String id, String model, Call call) {
        ObjectNode out = JsonTree.object();
        out.put("id", id.isEmpty() ? "msg_" + call.id().value() : id);
        out.put("type", "message").put("role", "assistant");
        return out.put("model", model.isEmpty() ? call.answering() : model);
    }

    static void finish(ObjectNode out, @Nullable Finish finish, boolean calls, Losses losses) {
        out.put("stop_reason", AnthropicFinish.write(finish, calls, losses));
        out.put("stop_sequence", finish == null ? null : finish.stopSequence());
    }
}
