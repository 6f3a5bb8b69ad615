package dev.sluice.wire.cohere;

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
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer for a caller as one document. */
final class CohereResponseWriter {
    private CohereResponseWriter() {}

    static Bytes write(ChatResponse response, Call call, Losses losses) {
        ObjectNode out = JsonTree.object();
        out.put("id", response.id().isEmpty() ? call.id().value() : response.id());
        if (response.choices().size() > 1) {
            losses.add(Loss.CHOICES);
        }
        Choice choice = response.choices().isEmpty()
                ? new Choice(0, List.of(), Finish.of(Finish.Reason.STOP), List.of(), Extras.NONE)
                : response.choices().getFirst();
        ObjectNode message = out.putObject("message").put("role", "assistant");
        CohereAnswerParts parts = new CohereAnswerParts(losses, true);
        choice.parts().forEach(parts::add);
        parts.writeTo(message);
        out.put("finish_reason", CohereFinish.write(choice.finish(), losses));
        usage(response.usage(), out, losses);
        if (!choice.logprobs().isEmpty()) {
            ArrayNode logprobs = out.putArray("logprobs");
            choice.logprobs().forEach(token -> logprobs.add(logprob(token, losses)));
        }
        carry(choice.extras(), message, out, losses);
        losses.carry(response.extras(), Dialect.COHERE, out);
        return JsonTree.write(out);
    }

    /** Members of the message, and the usage as it was reported, which goes in the place of what was made of it. */
    static void carry(Extras extras, ObjectNode message, ObjectNode withUsage, Losses losses) {
        ObjectNode members = JsonTree.object();
        losses.carry(extras, Dialect.COHERE, members);
        JsonNode usage = members.remove("usage");
        if (usage != null) {
            withUsage.set("usage", usage);
        }
        members.properties().forEach(member -> message.set(member.getKey(), member.getValue()));
    }

    static void usage(@Nullable Usage usage, ObjectNode out, Losses losses) {
        if (usage != null) {
            out.set("usage", CohereUsage.write(usage, losses));
        }
    }

    /** The ids of tokens are known to Cohere's own models only. */
    static ObjectNode logprob(TokenLogprob token, Losses losses) {
        if (!token.alternatives().isEmpty()) {
            losses.add(Loss.LOGPROBS);
        }
        ObjectNode out = JsonTree.object().put("text", token.token());
        out.putArray("token_ids");
        out.putArray("logprobs").add(token.logprob());
        return out;
    }
}
