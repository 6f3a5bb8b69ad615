package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log probabilities of tokens. */
final class OpenAiLogprobs {
    private OpenAiLogprobs() {}

    /** Reads those of a choice, of its content or of its refusal; none if they have another form. */
    static List<TokenLogprob> read(JsonNode choice) {
        JsonNode logprobs = choice.path("logprobs");
        List<TokenLogprob> read = new ArrayList<>(list(logprobs.path("content")));
        read.addAll(list(logprobs.path("refusal")));
        return read;
    }

    private static List<TokenLogprob> list(JsonNode items) {
        List<TokenLogprob> list = new ArrayList<>();
        if (items.isArray()) {
            for (JsonNode item : items) {
                if (item.path("token").isTextual()) {
                    list.add(token(item, list(item.path("top_logprobs"))));
                }
            }
        }
        return list;
    }

    private static TokenLogprob token(JsonNode item, List<TokenLogprob> alternatives) {
        JsonNode logprob = item.path("logprob");
        BigDecimal value = logprob.isNumber() ? logprob.decimalValue() : BigDecimal.ZERO;
        return new TokenLogprob(item.path("token").asText(), value, bytes(item.path("bytes")), alternatives);
    }

    private static @Nullable List<Integer> bytes(JsonNode bytes) {
        if (!bytes.isArray()) {
            return null;
        }
        List<Integer> read = new ArrayList<>();
        bytes.forEach(b -> read.add(b.asInt()));
        return read;
    }

    /** Writes those of a content, or of a refusal. */
    static ObjectNode write(List<TokenLogprob> logprobs, boolean ofRefusal) {
        ObjectNode out = JsonTree.object();
        out.putNull("content");
        out.putNull("refusal");
        write(logprobs, out.putArray(ofRefusal ? "refusal" : "content"), true);
        return out;
    }

    private static void write(List<TokenLogprob> logprobs, ArrayNode into, boolean isTop) {
        for (TokenLogprob logprob : logprobs) {
            ObjectNode item = into.addObject().put("token", logprob.token()).put("logprob", logprob.logprob());
            item.putNull("bytes");
            if (logprob.bytes() != null) {
                ArrayNode bytes = item.putArray("bytes");
                logprob.bytes().forEach(bytes::add);
            }
            if (isTop) {
                write(logprob.alternatives(), item.putArray("top_logprobs"), false);
            }
        }
    }
}
