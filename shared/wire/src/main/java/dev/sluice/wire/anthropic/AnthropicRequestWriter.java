package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request for a message, within what the API and the model take. One per request. */
final class AnthropicRequestWriter {
    private static final int MOST_CACHE_MARKS = 4;
    private static final BigDecimal LEAST_TOP_P_WITH_THINKING = new BigDecimal("0.95");

    private final ChatRequest request;
    private final Addressee to;
    private final AnthropicModel model;
    private final Losses losses;
    private final ObjectNode out = JsonTree.object();

    private AnthropicRequestWriter(ChatRequest request, Addressee to, Losses losses) {
        this.request = request;
        this.to = to;
        this.model = AnthropicModel.of(to.model());
        this.losses = losses;
    }

    static Bytes write(ChatRequest request, Addressee to, Losses losses) {
        return JsonTree.write(new AnthropicRequestWriter(request, to, losses).write());
    }

    private ObjectNode write() {
        AnthropicConversation conversation = new AnthropicConversation(request, losses);
        AnthropicThinking.Plan plan = AnthropicThinking.plan(
                request.thinking(), model, request.answer().maxTokens(), losses);
        if (plan.needsThoughts() && conversation.lacksThoughts()) {
            losses.add(Loss.THINKING_OFF);
            plan = plan.off();
        }
        out.put("model", to.model()).put("max_tokens", plan.maxTokens());
        conversation.writeTo(out);
        AnthropicTools.write(request.tooling(), model, !plan.isOn(), new AnthropicTools.Output(out, losses));
        if (plan.member() != null) {
            out.set("thinking", plan.member());
        }
        sampling(request.sampling(), plan.isOn());
        answer(request.answer());
        service(request.service());
        if (request.stream()) {
            out.put("stream", true);
        }
        if (plan.effort() != null) {
            outputConfig().put("effort", plan.effort());
        }
        losses.carry(request.extras(), Dialect.ANTHROPIC, out);
        limitCacheMarks();
        return out;
    }

    private void sampling(Sampling sampling, boolean thinks) {
        BigDecimal temperature = temperature(sampling.temperature(), thinks);
        if (temperature != null) {
            out.put("temperature", temperature);
        }
        BigDecimal topP = topP(sampling.topP(), temperature != null, thinks);
        if (topP != null) {
            out.put("top_p", topP);
        }
        if (sampling.topK() != null && (thinks || model.fixesSampling())) {
            losses.add(Loss.TOP_K);
        } else if (sampling.topK() != null) {
            out.put("top_k", sampling.topK().longValue());
        }
        losses.addIfPresent(Loss.SEED, sampling.seed());
        losses.addIfPresent(Loss.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        losses.addIfPresent(Loss.PRESENCE_PENALTY, sampling.presencePenalty());
    }

    /** Others go to 2, Anthropic to 1; it may be nothing else with thinking, and need not be said to the newest models. */
    private @Nullable BigDecimal temperature(@Nullable BigDecimal asked, boolean thinks) {
        if (asked == null || asked.compareTo(BigDecimal.ONE) == 0) {
            return model.fixesSampling() ? null : asked;
        }
        boolean isTooHigh = asked.compareTo(BigDecimal.ONE) > 0;
        if (isTooHigh || thinks || model.fixesSampling()) {
            losses.add(Loss.TEMPERATURE);
            return isTooHigh && !thinks && !model.fixesSampling() ? BigDecimal.ONE : null;
        }
        return asked;
    }

    private @Nullable BigDecimal topP(@Nullable BigDecimal asked, boolean hasTemperature, boolean thinks) {
        if (asked == null || (model.fixesSampling() && asked.compareTo(BigDecimal.ONE) == 0)) {
            return null;
        }
        boolean isRefused = (hasTemperature && model.takesOneOfTemperatureAndTopP())
                || (thinks && asked.compareTo(LEAST_TOP_P_WITH_THINKING) < 0)
                || model.fixesSampling();
        if (isRefused) {
            losses.add(Loss.TOP_P);
        }
        return isRefused ? null : asked;
    }

    private void answer(AnswerWish answer) {
        ArrayNode stop = out.arrayNode();
        for (String sequence : answer.stop()) {
            if (sequence.isBlank()) {
                losses.add(Loss.STOP); // refused by the API
            } else {
                stop.add(sequence);
            }
        }
        if (!stop.isEmpty()) {
            out.set("stop_sequences", stop);
        }
        format(answer.format());
        if (answer.choices() != null && answer.choices() > 1) {
            losses.add(Loss.CHOICES);
        }
        if (Boolean.TRUE.equals(answer.logprobs()) || answer.wantsAlternatives()) {
            losses.add(Loss.LOGPROBS);
        }
        if (answer.modalities().stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.add(Loss.MODALITIES);
        }
        losses.addIfPresent(Loss.VERBOSITY, answer.verbosity());
    }

    private void format(@Nullable AnswerFormat format) {
        switch (format) {
            case null -> {}
            case AnswerFormat.Text ignored -> {}
            case AnswerFormat.Json ignored -> losses.add(Loss.ANSWER_FORMAT);
            case AnswerFormat.Schema schema -> {
                if (model.followsSchemas()) {
                    ObjectNode written = outputConfig().putObject("format").put("type", "json_schema");
                    JsonNode wanted = JsonTree.node(schema.schema());
                    losses.addIfPresent(Loss.ANSWER_FORMAT, AnthropicSchema.fit(wanted) ? wanted : null);
                    written.set("schema", wanted);
                    losses.addIfPresent(Loss.FIELD, schema.description());
                    losses.addIfPresent(Loss.FIELD, schema.isNamed() ? schema.name() : null);
                } else {
                    losses.add(Loss.ANSWER_FORMAT);
                }
            }
        }
    }

    private ObjectNode outputConfig() {
        return out.get("output_config") instanceof ObjectNode there ? there : out.putObject("output_config");
    }

    private void service(Service service) {
        if (service.user() != null) {
            String id = AnthropicUser.id(service.user());
            losses.addIfPresent(Loss.USER, id.equals(service.user()) ? null : id);
            out.putObject("metadata").put("user_id", id);
        }
        tier(service.tier());
        losses.addIfPresent(Loss.CACHE_MARK, service.cacheKey());
        losses.addIfPresent(Loss.METADATA, service.metadata());
    }

    /** The API may be told only whether it may use capacity that was bought in advance: no call is sure of it. */
    private void tier(@Nullable String tier) {
        String named = Tiers.named(tier);
        if (named != null && named.equals(Tiers.DEFAULT)) {
            out.put("service_tier", "standard_only");
        } else if (tier != null && (named == null || named.equals("priority"))) {
            out.put("service_tier", "auto");
        }
        if (named != null && !named.equals(Tiers.DEFAULT)) {
            losses.add(Loss.SERVICE_TIER);
        }
    }

    /** The API takes four; the last ones cover the most. */
    private void limitCacheMarks() {
        List<ObjectNode> marked = new ArrayList<>();
        for (String member : List.of("tools", "system", "messages")) {
            collect(out.path(member), marked);
        }
        int most = MOST_CACHE_MARKS - (out.hasNonNull(AnthropicFields.CACHE_CONTROL) ? 1 : 0);
        for (ObjectNode node : marked.subList(0, Math.max(0, marked.size() - most))) {
            losses.add(Loss.CACHE_MARK);
            node.remove(AnthropicFields.CACHE_CONTROL);
        }
    }

    /** Blocks and tools stand in arrays; what is in schemas and inputs is the caller's own. */
    private static void collect(JsonNode items, List<ObjectNode> marked) {
        if (!items.isArray()) {
            return;
        }
        for (JsonNode item : items) {
            collect(item.path("content"), marked);
            if (item instanceof ObjectNode object && object.hasNonNull(AnthropicFields.CACHE_CONTROL)) {
                marked.add(object);
            }
        }
    }
}
