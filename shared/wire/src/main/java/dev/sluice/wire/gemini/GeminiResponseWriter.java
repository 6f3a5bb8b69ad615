package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;

/** Writes an answer as one {@code GenerateContentResponse}. */
final class GeminiResponseWriter {
    private final Losses losses;
    private final GeminiPartWriter parts;
    private final ObjectNode answer = JsonTree.object();

    private GeminiResponseWriter(Losses losses) {
        this.losses = losses;
        this.parts = GeminiPartWriter.toClient(losses);
    }

    static Bytes write(ChatResponse response, Call call, Losses losses) {
        return new GeminiResponseWriter(losses).answer(response, call);
    }

    private Bytes answer(ChatResponse response, Call call) {
        ArrayNode candidates = JsonTree.object().arrayNode();
        ObjectNode late = JsonTree.object();
        for (Choice choice : response.choices()) {
            if (!(choice.parts().isEmpty() && GeminiAnswerParts.isBlocked(choice.extras()))) {
                candidates.add(candidate(choice));
            }
            GeminiExtras.merge(late, GeminiAnswerParts.ofAnswer(choice.extras()));
        }
        if (!candidates.isEmpty()) {
            answer.set("candidates", candidates);
        }
        GeminiAnswerParts.usage(response.usage(), answer, losses);
        GeminiAnswerParts.name(answer, response.model(), response.id(), call);
        GeminiExtras.merge(answer, late);
        GeminiExtras.carry(response.extras(), answer, losses);
        return JsonTree.write(answer);
    }

    private ObjectNode candidate(Choice choice) {
        ArrayNode written = JsonTree.object().arrayNode();
        ObjectNode grounding = JsonTree.object();
        for (Part part : choice.parts()) {
            if (part instanceof Part.Text text) {
                for (Citation citation : text.citations()) {
                    GeminiGrounding.write(
                            grounding, citation, new GeminiGrounding.Passage("", text.text(), written.size()), losses);
                }
            }
            // No dialect's answer has results of the caller's own tools.
            ObjectNode one = part instanceof Part.ToolResult ? null : parts.write(part);
            if (one != null) {
                written.add(one);
            }
        }
        ObjectNode candidate = GeminiAnswerParts.candidate(written.isEmpty() ? null : written, choice.index());
        boolean own = GeminiExtras.members(choice.extras()).has("groundingMetadata")
                || GeminiExtras.members(choice.extras()).has("citationMetadata");
        GeminiAnswerParts.finish(
                candidate, choice.finish(), own ? JsonTree.object() : grounding, choice.logprobs(), losses);
        GeminiExtras.carry(GeminiAnswerParts.ofCandidate(choice.extras()), candidate, losses);
        return candidate;
    }
}
