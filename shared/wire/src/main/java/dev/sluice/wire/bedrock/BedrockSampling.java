package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Sampling;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code inferenceConfig}, and what of it Converse has no member for, within what the model takes. */
final class BedrockSampling {
    private static final BigDecimal LEAST_TOP_P_OF_THINKERS = new BigDecimal("0.95");

    private final BedrockModel model;
    /** Whether it is a Claude that thinks, which leaves little to choose. */
    private final boolean thinks;

    private final Losses losses;

    BedrockSampling(BedrockModel model, boolean thinks, Losses losses) {
        this.model = model;
        this.thinks = thinks;
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode root) {
        ObjectNode config = JsonTree.object();
        if (request.answer().maxTokens() != null) {
            config.put("maxTokens", request.answer().maxTokens());
        }
        Sampling sampling = request.sampling();
        BigDecimal temperature = temperature(sampling.temperature());
        if (temperature != null) {
            config.put("temperature", temperature);
        }
        BigDecimal topP = topP(sampling.topP(), temperature != null);
        if (topP != null) {
            config.put("topP", topP);
        }
        topK(sampling.topK(), root);
        stop(request.answer().stop(), config);
        if (!config.isEmpty()) {
            root.set("inferenceConfig", config);
        }
        losses.addIfPresent(Loss.SEED, sampling.seed());
        losses.addIfPresent(Loss.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        losses.addIfPresent(Loss.PRESENCE_PENALTY, sampling.presencePenalty());
    }

    /** Whether the model has its own temperature, which others may not be told. */
    private boolean isFixed() {
        return thinks || (model.isClaude() && model.claude().fixesSampling());
    }

    /**
     * Others go to 2, Bedrock to 1: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html.
     * Claude takes nothing else while it thinks:
     * https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
     */
    private @Nullable BigDecimal temperature(@Nullable BigDecimal asked) {
        if (asked == null || model.echo() || asked.compareTo(BigDecimal.ONE) == 0) {
            return asked;
        }
        boolean isTooHigh = asked.compareTo(BigDecimal.ONE) > 0;
        if (isTooHigh || isFixed()) {
            losses.add(Loss.TEMPERATURE);
            return isFixed() ? null : BigDecimal.ONE;
        }
        return asked;
    }

    private @Nullable BigDecimal topP(@Nullable BigDecimal asked, boolean hasTemperature) {
        if (asked == null || !model.isClaude()) {
            return asked;
        }
        boolean isRefused = (hasTemperature && model.claude().takesOneOfTemperatureAndTopP())
                || (thinks && asked.compareTo(LEAST_TOP_P_OF_THINKERS) < 0)
                || (model.claude().fixesSampling() && asked.compareTo(BigDecimal.ONE) != 0);
        if (isRefused) {
            losses.add(Loss.TOP_P);
        }
        return isRefused ? null : asked;
    }

    private void topK(@Nullable BigDecimal topK, ObjectNode root) {
        if (topK == null) {
            return;
        }
        ObjectNode fields = JsonTree.object();
        if (isFixed()) {
            losses.add(Loss.TOP_K);
        } else {
            switch (model.family()) {
                case CLAUDE, MISTRAL -> fields.put("top_k", topK);
                case NOVA -> fields.putObject("inferenceConfig").put("topK", topK);
                case GPT, HIDDEN, OTHER -> losses.add(Loss.TOP_K);
            }
        }
        if (!fields.isEmpty()) {
            root.set(BedrockThinking.FIELDS, fields);
        }
    }

    /** Empty ones are refused, by Claude blank ones too. */
    private void stop(List<String> sequences, ObjectNode config) {
        ArrayNode stop = config.arrayNode();
        for (String sequence : sequences) {
            boolean isRefused = model.isClaude() ? sequence.isBlank() : sequence.isEmpty();
            if (isRefused && !model.echo()) {
                losses.add(Loss.STOP);
            } else {
                stop.add(sequence);
            }
        }
        if (!stop.isEmpty()) {
            config.set("stopSequences", stop);
        }
    }
}
