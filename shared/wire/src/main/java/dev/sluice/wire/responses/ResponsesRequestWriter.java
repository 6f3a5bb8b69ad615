package dev.sluice.wire.responses;

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
import dev.sluice.model.chat.Thinking;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Tiers;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.openai.OpenAiIds;
import dev.sluice.wire.openai.OpenAiRefusals;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request for an upstream. */
final class ResponsesRequestWriter {
    private static final Set<String> TIERS =
            Set.of("auto", "default", "flex", "scale", "priority", "fast", "ultrafast");

    /** Of an answer; less is refused. */
    private static final long LEAST_TOKENS = 16;

    private final ChatRequest request;
    private final Losses losses;
    /** Whether the caller speaks this dialect too, so that nothing need be added for it. */
    private final boolean own;

    private final ObjectNode out = JsonTree.object();

    private ResponsesRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.own = request.extras().isOf(Dialect.RESPONSES);
    }

    static Bytes write(ChatRequest request, Addressee to, Losses losses) {
        return JsonTree.write(new ResponsesRequestWriter(request, losses).write(to.model()));
    }

    private ObjectNode write(String model) {
        out.put("model", model);
        new ResponsesInputWriter(own, losses).write(request.messages(), out);
        ResponsesTools.write(request.tooling().tools(), own, out, losses);
        boolean isNoneLeft = !out.has("tools") && !request.tooling().tools().isEmpty();
        if (isNoneLeft) {
            losses.addIfPresent(Loss.TOOL_CHOICE, request.tooling().choice());
        } else {
            ResponsesTools.writeChoice(
                    request.tooling().choice(), request.tooling().tools(), out);
        }
        if (request.tooling().parallel() != null) {
            out.put("parallel_tool_calls", request.tooling().parallel());
        }
        sampling(request.sampling());
        answer(request.answer());
        Thinking thinking = request.thinking();
        if (thinking != null) {
            thinking(thinking);
        }
        service(request.service());
        if (!own) {
            include(model);
        }
        losses.carry(request.extras(), Dialect.RESPONSES, out);
        if (!out.hasNonNull("store")) {
            // OpenAI's default is to keep the answer, in an account that all callers share.
            out.put("store", false);
        }
        if (request.stream()) {
            out.put("stream", true);
        }
        OpenAiRefusals.inResponses(model, out, losses);
        return out;
    }

    private void include(String model) {
        ArrayNode include = out.arrayNode();
        if (SealedThoughts.mayBeAskedOf(model)) {
            include.add(SealedThoughts.WISH);
        }
        if (Boolean.TRUE.equals(request.answer().logprobs())) {
            include.add("message.output_text.logprobs");
        }
        if (!include.isEmpty()) {
            out.set("include", include);
        }
    }

    private void sampling(Sampling sampling) {
        if (sampling.temperature() != null) {
            out.put("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            out.put("top_p", sampling.topP());
        }
        losses.addIfPresent(Loss.TOP_K, sampling.topK());
        losses.addIfPresent(Loss.SEED, sampling.seed());
        losses.addIfPresent(Loss.FREQUENCY_PENALTY, sampling.frequencyPenalty());
        losses.addIfPresent(Loss.PRESENCE_PENALTY, sampling.presencePenalty());
    }

    private void answer(AnswerWish wish) {
        if (wish.maxTokens() != null) {
            boolean isTooFew = !own && wish.maxTokens() < LEAST_TOKENS;
            out.put("max_output_tokens", isTooFew ? LEAST_TOKENS : wish.maxTokens());
            if (isTooFew) {
                losses.add(Loss.FIELD);
            }
        }
        if (!wish.stop().isEmpty()) {
            losses.add(Loss.STOP);
        }
        if (wish.choices() != null && wish.choices() > 1) {
            losses.add(Loss.CHOICES);
        }
        if (wish.topLogprobs() != null) {
            out.put("top_logprobs", wish.topLogprobs());
        }
        if (wish.modalities().stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.add(Loss.MODALITIES);
        }
        if (wish.format() != null) {
            format(wish.format(), out.withObject("/text").putObject("format"));
        }
        if (wish.verbosity() != null) {
            out.withObject("/text").put("verbosity", wish.verbosity());
        }
    }

    private static void format(AnswerFormat format, ObjectNode to) {
        switch (format) {
            case AnswerFormat.Text ignored -> to.put("type", "text");
            case AnswerFormat.Json ignored -> to.put("type", "json_object");
            case AnswerFormat.Schema schema -> {
                to.put("type", "json_schema").put("name", schema.name());
                if (schema.description() != null) {
                    to.put("description", schema.description());
                }
                to.set("schema", JsonTree.node(schema.schema()));
                if (schema.strict() != null) {
                    to.put("strict", schema.strict());
                }
            }
        }
    }

    private void thinking(Thinking thinking) {
        ObjectNode reasoning = JsonTree.object();
        String effort = Efforts.effort(thinking);
        if (effort != null) {
            reasoning.put("effort", effort);
        }
        // There is no number for it here; the effort is the nearest.
        losses.addIfPresent(Loss.THINKING, thinking.budget());
        String summary = summary(thinking);
        if (summary != null) {
            reasoning.put("summary", summary);
        }
        losses.carry(thinking.extras(), Dialect.RESPONSES, reasoning);
        if (own || !reasoning.isEmpty()) {
            out.set("reasoning", reasoning);
        }
    }

    /** Where thoughts are shown unless the caller says otherwise, they are asked for here, where they are not. */
    private @Nullable String summary(Thinking thinking) {
        if (thinking.summary() != null || Boolean.FALSE.equals(thinking.shown()) || Efforts.isOff(thinking)) {
            return thinking.summary();
        }
        boolean isShown = Boolean.TRUE.equals(thinking.shown()) || thinking.mode() != null || thinking.budget() != null;
        return isShown ? "auto" : null;
    }

    private void service(Service service) {
        String tier = service.tier();
        String named = Tiers.named(tier);
        if (tier != null && (own || (named != null && TIERS.contains(named)))) {
            out.put("service_tier", own ? tier : named);
        } else {
            losses.addIfPresent(Loss.SERVICE_TIER, named);
        }
        JsonNode extras = ResponsesNotes.members(request.extras());
        if (service.user() != null && !extras.has("safety_identifier")) {
            out.put("user", OpenAiIds.fitUser(service.user()));
        }
        if (service.cacheKey() != null) {
            out.put("prompt_cache_key", service.cacheKey());
        }
        if (service.metadata() != null) {
            out.set("metadata", JsonTree.node(service.metadata()));
        }
    }
}
