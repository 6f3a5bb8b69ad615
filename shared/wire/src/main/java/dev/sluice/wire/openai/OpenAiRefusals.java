package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import java.util.Map;

/**
 * Takes out of a request for either of OpenAI's APIs what its model is known to refuse: so a wish is lost, and not the
 * answer. One per request.
 */
public final class OpenAiRefusals {
    private static final Map<String, Fixed> SAMPLING = Map.of(
            "temperature", new Fixed(1, true, Loss.TEMPERATURE),
            "top_p", new Fixed(1, true, Loss.TOP_P),
            "presence_penalty", new Fixed(0, true, Loss.PRESENCE_PENALTY),
            "frequency_penalty", new Fixed(0, true, Loss.FREQUENCY_PENALTY),
            "logprobs", new Fixed(0, false, Loss.LOGPROBS),
            "top_logprobs", new Fixed(0, false, Loss.LOGPROBS));

    private final OpenAiModel model;
    private final ObjectNode request;
    private final Losses losses;

    /**
     * What a model always does.
     *
     * @param sayable whether it may be told to do just that
     * @param loss if it was to do otherwise
     */
    private record Fixed(double usual, boolean sayable, Loss loss) {}

    private OpenAiRefusals(String model, ObjectNode request, Losses losses) {
        this.model = OpenAiModel.of(model);
        this.request = request;
        this.losses = losses;
    }

    /** Looks through a request of Chat Completions. */
    static void inChat(String model, ObjectNode request, Losses losses) {
        OpenAiRefusals refusals = new OpenAiRefusals(model, request, losses);
        refusals.effort(request, "reasoning_effort");
        refusals.sampling(request.path("reasoning_effort").asText(""));
        if (refusals.model.refusesStop() && request.remove("stop") != null) {
            losses.add(Loss.STOP);
        }
    }

    /** Looks through a request of Responses. */
    public static void inResponses(String model, ObjectNode request, Losses losses) {
        OpenAiRefusals refusals = new OpenAiRefusals(model, request, losses);
        if (request.get("reasoning") instanceof ObjectNode reasoning) {
            refusals.effort(reasoning, "effort");
            if (refusals.model.isPlain()) {
                request.remove("reasoning");
                losses.addIfPresent(Loss.THINKING, reasoning.get("summary"));
            }
        }
        refusals.sampling(request.at("/reasoning/effort").asText(""));
    }

    private void effort(ObjectNode holder, String name) {
        if (!holder.path(name).isTextual()) {
            return;
        }
        String asked = holder.get(name).textValue();
        String taken = model.effort(asked);
        boolean isOff = asked.equals("none");
        if (model.isPlain()) {
            holder.remove(name);
        } else {
            holder.put(name, taken);
        }
        if (model.isPlain() ? !isOff : !taken.equalsIgnoreCase(asked)) {
            losses.add(Loss.THINKING);
        }
    }

    private void sampling(String effort) {
        if (!model.fixesSampling(effort)) {
            return;
        }
        SAMPLING.forEach((name, fixed) -> {
            JsonNode value = request.path(name);
            boolean isOther = value.asDouble(fixed.usual()) != fixed.usual();
            if (isOther) {
                losses.add(fixed.loss());
            }
            if (isOther || !fixed.sayable()) {
                request.remove(name);
            }
        });
        if (request.get("include") instanceof ArrayNode include) {
            int before = include.size();
            include.removeIf(wish -> wish.asText().equals("message.output_text.logprobs"));
            if (include.size() < before) {
                losses.add(Loss.LOGPROBS);
            }
            if (include.isEmpty()) {
                request.remove("include");
            }
        }
    }
}
