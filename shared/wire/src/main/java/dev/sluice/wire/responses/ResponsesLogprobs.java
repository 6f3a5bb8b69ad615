package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log probabilities of a text's tokens. */
final class ResponsesLogprobs {
    private ResponsesLogprobs() {}

    static List<TokenLogprob> read(JsonNode logprobs) {
        List<TokenLogprob> tokens = new ArrayList<>();
        for (JsonNode token : logprobs) {
            if (token.path("token").isTextual() && token.path("logprob").isNumber()) {
                tokens.add(new TokenLogprob(
                        token.path("token").textValue(),
                        token.path("logprob").decimalValue(),
                        bytes(token.path("bytes")),
                        read(token.path("top_logprobs"))));
            }
        }
        return tokens;
    }

    private static @Nullable List<Integer> bytes(JsonNode bytes) {
        if (!bytes.isArray()) {
            return null;
        }
        List<Integer> numbers = new ArrayList<>(bytes.size());
        bytes.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    static void write(List<TokenLogprob> tokens, ArrayNode out) {
        for (TokenLogprob token : tokens) {
            write(token, out.addObject()).putArray("top_logprobs").addAll(alternatives(token, out));
        }
    }

    private static ArrayNode alternatives(TokenLogprob token, ArrayNode maker) {
        ArrayNode alternatives = maker.arrayNode();
        token.alternatives().forEach(other -> write(other, alternatives.addObject()));
        return alternatives;
    }

    private static ObjectNode write(TokenLogprob token, ObjectNode out) {
        out.put("token", token.token());
        out.put("logprob", token.logprob());
        if (token.bytes() != null) {
            ArrayNode bytes = out.putArray("bytes");
            token.bytes().forEach(bytes::add);
        }
        return out;
    }
}
