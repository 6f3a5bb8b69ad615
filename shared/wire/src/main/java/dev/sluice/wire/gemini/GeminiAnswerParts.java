package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What whole answers and the events of streamed ones have in common: both are {@code GenerateContentResponse}s. */
final class GeminiAnswerParts {
    /** Members that travel with a choice's end, though they belong to the answer. */
    private static final Set<String> OF_ANSWER = Set.of("usageMetadata", "promptFeedback");

    private GeminiAnswerParts() {}

    /** A candidate's end: its reason, and what is told only then. */
    static void finish(
            ObjectNode candidate,
            @Nullable Finish finish,
            ObjectNode grounding,
            List<TokenLogprob> logprobs,
            Losses l) {
        if (finish != null) {
            candidate.put("finishReason", GeminiFinish.write(finish, l));
        }
        if (!grounding.isEmpty()) {
            candidate.set("groundingMetadata", grounding);
        }
        if (!logprobs.isEmpty()) {
            candidate.set("logprobsResult", GeminiLogprobs.write(logprobs));
        }
    }

    /** Whether the prompt was refused, so that there is no candidate at all. */
    static boolean isBlocked(Extras ofChoice) {
        return GeminiExtras.members(ofChoice).path("promptFeedback").has("blockReason");
    }

    /** The members of a choice's extras that are the candidate's own. */
    static Extras ofCandidate(Extras ofChoice) {
        if (!ofChoice.isOf(Dialect.GEMINI)) {
            return ofChoice;
        }
        ObjectNode members = GeminiExtras.members(ofChoice);
        members.remove(OF_ANSWER);
        return GeminiExtras.gather().with(members).extras();
    }

    /** The others. */
    static ObjectNode ofAnswer(Extras ofChoice) {
        return GeminiExtras.members(ofChoice).retain(OF_ANSWER);
    }

    static void usage(@Nullable Usage usage, ObjectNode answer, Losses losses) {
        if (usage != null) {
            answer.set("usageMetadata", GeminiUsage.write(usage));
            if (!GeminiUsage.isTold(usage)) {
                losses.add(Loss.USAGE_CLASS);
            }
        }
    }

    static void name(ObjectNode answer, String model, String id, Call call) {
        answer.put("modelVersion", model.isEmpty() ? call.answering() : model);
        answer.put("responseId", id.isEmpty() ? call.id().toString() : id);
    }

    static ObjectNode candidate(@Nullable JsonNode parts, int index) {
        ObjectNode candidate = JsonTree.object();
        if (parts != null) {
            candidate.putObject("content").put("role", "model").set("parts", parts);
        }
        return candidate.put("index", index);
    }
}
