package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as {@code GenerateContentResponse}s, one for each piece of text and each whole call. The last one
 * has the reasons and the usage.
 */
final class GeminiEventWriter implements EventWriter {
    private final Call call;
    private final Losses losses;
    private final GeminiPartWriter parts;
    private final Map<Integer, GeminiSpoken> choices = new TreeMap<>();
    private String id = "";
    private String model = "";
    private Extras extras = Extras.NONE;
    private @Nullable Usage usage;

    GeminiEventWriter(Call call, Losses losses) {
        this.call = call;
        this.losses = losses;
        this.parts = GeminiPartWriter.toClient(losses);
    }

    @Override
    public void write(ChatEvent event, EventSink out) {
        switch (event) {
            case ChatEvent.Began began -> {
                id = began.id();
                model = began.model();
                extras = began.extras();
            }
            case ChatEvent.PartBegan began -> choice(began.choice()).begin(began.part(), began.head());
            case ChatEvent.Delta delta ->
                say(delta.choice(), choice(delta.choice()).say(delta.part(), delta.text()), out);
            case ChatEvent.Transcribed said -> choice(said.choice()).transcribe(said.part(), said.text());
            case ChatEvent.Sealed sealed -> choice(sealed.choice()).seal(sealed.part(), sealed.seal());
            case ChatEvent.Cited cited -> choice(cited.choice()).cite(cited.part(), cited.citation());
            case ChatEvent.PartEnded ended ->
                choice(ended.choice()).end(ended.part()).forEach(part -> say(ended.choice(), part, out));
            case ChatEvent.Weighed weighed -> choice(weighed.choice()).logprobs.addAll(weighed.logprobs());
            case ChatEvent.Finished finished -> choice(finished.choice()).finished = finished;
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private GeminiSpoken choice(int index) {
        return choices.computeIfAbsent(index, i -> new GeminiSpoken(losses));
    }

    private void say(int choice, @Nullable Part part, EventSink out) {
        ObjectNode written = part == null ? null : parts.write(part);
        if (written != null) {
            ArrayNode said = JsonTree.object().arrayNode().add(written);
            send(JsonTree.object().arrayNode().add(GeminiAnswerParts.candidate(said, choice)), JsonTree.object(), out);
        }
    }

    private void send(ArrayNode candidates, ObjectNode late, EventSink out) {
        ObjectNode answer = JsonTree.object();
        if (!candidates.isEmpty()) {
            answer.set("candidates", candidates);
        }
        GeminiExtras.merge(answer, late);
        GeminiAnswerParts.name(answer, model, id, call);
        GeminiExtras.carry(extras, answer, losses);
        out.event("", JsonTree.write(answer));
    }

    @Override
    public void end(EventSink out) {
        ArrayNode candidates = JsonTree.object().arrayNode();
        ObjectNode late = JsonTree.object();
        GeminiAnswerParts.usage(usage, late, losses);
        for (Map.Entry<Integer, GeminiSpoken> choice : choices.entrySet()) {
            ChatEvent.Finished finished = choice.getValue().finished;
            if (finished != null) {
                JsonNode candidate = ended(choice.getKey(), choice.getValue(), finished);
                if (!(choice.getValue().isSilent() && GeminiAnswerParts.isBlocked(finished.extras()))) {
                    candidates.add(candidate);
                }
                GeminiExtras.merge(late, GeminiAnswerParts.ofAnswer(finished.extras()));
            }
        }
        send(candidates, late, out);
    }

    private JsonNode ended(int index, GeminiSpoken spoken, ChatEvent.Finished finished) {
        // The end has no content: an empty text would make SDKs take the whole turn for invalid.
        ObjectNode candidate = GeminiAnswerParts.candidate(null, index);
        ObjectNode own = GeminiExtras.members(finished.extras());
        boolean grounded = own.has("groundingMetadata") || own.has("citationMetadata");
        GeminiAnswerParts.finish(
                candidate, finished.finish(), grounded ? JsonTree.object() : spoken.grounding, spoken.logprobs, losses);
        GeminiExtras.carry(GeminiAnswerParts.ofCandidate(finished.extras()), candidate, losses);
        return candidate;
    }
}
