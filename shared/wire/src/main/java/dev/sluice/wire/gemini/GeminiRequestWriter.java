package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Tiers;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request for a Gemini upstream; the model and the framing are in its path. */
final class GeminiRequestWriter {
    private static final Set<String> TIERS = Set.of("standard", "flex", "priority");

    private static final Set<String> FORMAT =
            Set.of("responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema");

    private final ChatRequest request;
    private final Addressee to;
    private final Losses losses;
    private final ObjectNode written = JsonTree.object();
    private final ObjectNode config = JsonTree.object();

    private GeminiRequestWriter(ChatRequest request, Addressee to, Losses losses) {
        this.request = request;
        this.to = to;
        this.losses = losses;
    }

    static Bytes write(ChatRequest request, Addressee to, Losses losses) {
        return JsonTree.write(new GeminiRequestWriter(request, to, losses).write());
    }

    private ObjectNode write() {
        GeminiContentWriter.write(request.messages(), written, to, losses);
        GeminiTools.write(request.tooling().tools(), written, losses);
        boolean isNoneLeft = !written.has("tools") && !request.tooling().tools().isEmpty();
        if (isNoneLeft) {
            losses.addIfPresent(Loss.TOOL_CHOICE, request.tooling().choice());
        } else {
            GeminiToolChoice.write(request.tooling().choice(), written);
        }
        if (Boolean.FALSE.equals(request.tooling().parallel())) {
            losses.add(Loss.PARALLEL_TOOLS);
        }
        sampling(request.sampling());
        answer(request.answer());
        format(request.answer().format());
        GeminiThinking.write(request.thinking(), to, config, losses);
        if (!config.isEmpty()) {
            written.set("generationConfig", config);
        }
        service(request.service());
        GeminiExtras.carry(request.extras(), written, losses);
        dropFormatBesideTools();
        return written;
    }

    /** Before Gemini 3 "Function calling with a response mime type: 'application/json' is unsupported"; so are all others. */
    private void dropFormatBesideTools() {
        boolean apart = !GeminiModelName.of(to.model()).takesFormatWithTools();
        if (apart && written.has("tools") && written.get("generationConfig") instanceof ObjectNode told) {
            String type = told.path("responseMimeType").asText(GeminiRequestReader.PLAIN);
            if (!type.equals(GeminiRequestReader.PLAIN)) {
                losses.add(Loss.ANSWER_FORMAT);
                told.remove(FORMAT);
            }
        }
    }

    private void sampling(Sampling sampling) {
        number("temperature", sampling.temperature());
        number("topP", sampling.topP());
        number("topK", sampling.topK());
        number("presencePenalty", sampling.presencePenalty());
        number("frequencyPenalty", sampling.frequencyPenalty());
        Long seed = sampling.seed();
        if (seed != null && seed != seed.intValue()) {
            // A seed is 32 bits wide here.
            losses.add(Loss.SEED);
        } else if (seed != null) {
            config.put("seed", seed);
        }
    }

    private void number(String name, @Nullable BigDecimal number) {
        if (number != null) {
            config.put(name, number);
        }
    }

    private void answer(AnswerWish wish) {
        if (wish.maxTokens() != null) {
            config.put("maxOutputTokens", wish.maxTokens());
        }
        texts("stopSequences", wish.stop());
        if (wish.choices() != null) {
            config.put("candidateCount", wish.choices());
        }
        if (wish.logprobs() != null) {
            config.put("responseLogprobs", wish.logprobs());
        }
        if (wish.topLogprobs() != null) {
            config.put("logprobs", wish.topLogprobs());
        }
        texts(
                "responseModalities",
                wish.modalities().stream().map(m -> m.toUpperCase(Locale.ROOT)).toList());
        losses.addIfPresent(Loss.VERBOSITY, wish.verbosity());
    }

    private void texts(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode list = config.putArray(name);
            texts.forEach(list::add);
        }
    }

    private void format(@Nullable AnswerFormat format) {
        switch (format) {
            case null -> {}
            case AnswerFormat.Text ignored -> config.put("responseMimeType", GeminiRequestReader.PLAIN);
            case AnswerFormat.Json ignored -> config.put("responseMimeType", GeminiRequestReader.JSON);
            case AnswerFormat.Schema schema -> {
                config.put("responseMimeType", GeminiRequestReader.JSON);
                ObjectNode own = GeminiExtras.members(request.extras());
                if (!own.path("generationConfig").has("responseSchema")) {
                    config.set("responseJsonSchema", JsonTree.node(schema.schema()));
                }
                // Gemini's schemas have neither, and are always followed.
                losses.addIfPresent(Loss.FIELD, schema.description());
                losses.addIfPresent(Loss.FIELD, schema.isNamed() ? schema.name() : null);
            }
        }
    }

    private void service(Service service) {
        String tier = service.tier();
        String named = Tiers.named(tier);
        if (tier != null && (request.extras().isOf(Dialect.GEMINI) || TIERS.contains(tier))) {
            written.put("serviceTier", tier);
        } else if (named != null && named.equals(Tiers.DEFAULT)) {
            written.put("serviceTier", "standard");
        } else {
            losses.addIfPresent(Loss.SERVICE_TIER, named);
        }
        losses.addIfPresent(Loss.USER, service.user());
        losses.addIfPresent(Loss.CACHE_MARK, service.cacheKey());
        if (!GeminiExtras.members(request.extras()).has("labels")) {
            losses.addIfPresent(Loss.METADATA, service.metadata());
        }
    }
}
