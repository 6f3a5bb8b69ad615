package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code logprobsResult}, both ways: the tokens drawn in one list, the likeliest in their places in another. */
final class GeminiLogprobs {
    private static final String CHOSEN = "chosenCandidates";
    private static final String TOP = "topCandidates";

    private GeminiLogprobs() {}

    static List<TokenLogprob> read(JsonNode result) {
        List<TokenLogprob> tokens = new ArrayList<>();
        JsonNode chosen = result.path(CHOSEN);
        for (int i = 0; i < chosen.size(); i++) {
            List<TokenLogprob> alternatives = new ArrayList<>();
            for (JsonNode other : result.path(TOP).path(i).path("candidates")) {
                add(token(other, List.of()), alternatives);
            }
            add(token(chosen.path(i), alternatives), tokens);
        }
        return tokens;
    }

    private static void add(@Nullable TokenLogprob token, List<TokenLogprob> tokens) {
        if (token != null) {
            tokens.add(token);
        }
    }

    private static @Nullable TokenLogprob token(JsonNode token, List<TokenLogprob> alternatives) {
        JsonNode logprob = token.path("logProbability");
        return logprob.isNumber()
                ? new TokenLogprob(token.path("token").asText(), logprob.decimalValue(), null, alternatives)
                : null;
    }

    static ObjectNode write(List<TokenLogprob> tokens) {
        ObjectNode result = JsonTree.object();
        ArrayNode chosen = result.putArray(CHOSEN);
        ArrayNode top = result.putArray(TOP);
        for (TokenLogprob token : tokens) {
            write(token, chosen);
            ArrayNode candidates = top.addObject().putArray("candidates");
            token.alternatives().forEach(other -> write(other, candidates));
        }
        return result;
    }

    private static void write(TokenLogprob token, ArrayNode into) {
        into.addObject().put("token", token.token()).put("logProbability", token.logprob());
    }

    /** Adds the tokens of a later event to those before. */
    static void append(ObjectNode result, ObjectNode more) {
        for (String list : List.of(CHOSEN, TOP)) {
            if (result.get(list) instanceof ArrayNode all && more.get(list) instanceof ArrayNode next) {
                all.addAll(next);
                more.remove(list);
            }
        }
        GeminiExtras.merge(result, more);
    }
}
