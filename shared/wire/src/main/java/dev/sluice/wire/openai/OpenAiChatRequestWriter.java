package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Quirk;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chat request for an upstream. The cap on output is {@code max_completion_tokens}, since OpenAI's reasoning models
 * refuse {@code max_tokens}, unless a quirk says that the upstream knows only that.
 */
final class OpenAiChatRequestWriter {
    /** Of OpenAI; more are refused. */
    private static final int MOST_STOPS = 4;

    private static final int LONGEST_NAME = 64;
    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "priority", "scale");

    private final ChatRequest request;
    private final Addressee to;
    private final Losses losses;
    private final ObjectNode out = JsonTree.object();

    private OpenAiChatRequestWriter(ChatRequest request, Addressee to, Losses losses) {
        this.request = request;
        this.to = to;
        this.losses = losses;
    }

    static Bytes write(ChatRequest request, Addressee to, Losses losses) {
        return JsonTree.write(new OpenAiChatRequestWriter(request, to, losses).write());
    }

    private ObjectNode write() {
        out.put("model", to.model());
        new OpenAiMessageWriter(out.putArray("messages"), to, losses).write(request.messages());
        OpenAiToolWriter.write(request.tooling(), out, to, losses);
        sampling(request.sampling());
        wish(request.answer());
        if (request.thinking() != null) {
            OpenAiThinking.write(request.thinking(), out, losses);
        }
        service(request.service());
        if (request.stream()) {
            out.put("stream", true);
            if (!to.has(Quirk.NO_STREAM_OPTIONS)) {
                out.putObject("stream_options").put("include_usage", true);
            }
        }
        losses.carry(request.extras(), Dialect.OPENAI, out);
        if (to.has(Quirk.NO_STREAM_OPTIONS) || !request.stream()) {
            out.remove("stream_options");
        }
        OpenAiRefusals.inChat(to.model(), out, losses);
        if (to.has(Quirk.FEW_MEMBERS)) {
            OpenAiFewMembers.keep(out, losses);
        }
        return out;
    }

    private void sampling(Sampling sampling) {
        number("temperature", sampling.temperature());
        number("top_p", sampling.topP());
        number("frequency_penalty", sampling.frequencyPenalty());
        number("presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            out.put("seed", sampling.seed());
        }
        if (to.has(Quirk.TOP_K)) {
            number("top_k", sampling.topK());
        } else {
            losses.addIfPresent(Loss.TOP_K, sampling.topK());
        }
    }

    private void number(String name, @Nullable BigDecimal number) {
        if (number != null) {
            out.put(name, number);
        }
    }

    private void wish(AnswerWish wish) {
        if (wish.maxTokens() != null) {
            // OpenAI's models that think refuse the old name, whoever passes it on to them.
            boolean isOld = to.has(Quirk.MAX_TOKENS_OLD_NAME)
                    && !OpenAiModel.of(to.model()).isThinking();
            out.put(isOld ? "max_tokens" : "max_completion_tokens", wish.maxTokens());
        }
        stop(wish.stop());
        if (wish.format() != null) {
            format(wish.format(), out.putObject("response_format"));
        }
        if (wish.choices() != null) {
            out.put("n", wish.choices());
        }
        if (wish.logprobs() != null) {
            out.put("logprobs", wish.logprobs());
        }
        if (wish.topLogprobs() != null) {
            out.put("top_logprobs", wish.topLogprobs());
        }
        modalities(wish.modalities());
        if (wish.verbosity() != null) {
            out.put("verbosity", wish.verbosity());
        }
    }

    private void stop(List<String> stop) {
        if (!stop.isEmpty()) {
            out.putArray("stop")
                    .addAll(stop.stream().limit(MOST_STOPS).map(out::textNode).toList());
        }
        if (stop.size() > MOST_STOPS) {
            losses.add(Loss.STOP);
        }
    }

    /** Sounds need {@code audio}, which only this dialect has; text is what comes by itself. */
    private void modalities(List<String> modalities) {
        boolean isOwn =
                request.extras().isOf(Dialect.OPENAI) || modalities.stream().allMatch("text"::equals);
        if (isOwn && !modalities.isEmpty()) {
            out.putArray("modalities")
                    .addAll(modalities.stream().map(out::textNode).toList());
        } else if (!isOwn) {
            losses.add(Loss.MODALITIES);
        }
    }

    private static void format(AnswerFormat format, ObjectNode into) {
        switch (format) {
            case AnswerFormat.Text ignored -> into.put("type", "text");
            case AnswerFormat.Json ignored -> into.put("type", "json_object");
            case AnswerFormat.Schema schema -> {
                ObjectNode json =
                        into.put("type", "json_schema").putObject("json_schema").put("name", name(schema.name()));
                if (schema.description() != null) {
                    json.put("description", schema.description());
                }
                json.set("schema", JsonTree.node(schema.schema()));
                if (schema.strict() != null) {
                    json.put("strict", schema.strict());
                }
            }
        }
    }

    /** OpenAI takes letters, digits, underscores and dashes. */
    private static String name(String name) {
        String fit = name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceAll("[^A-Za-z0-9_-]", "_");
        return fit.isEmpty() ? "answer" : fit;
    }

    private void tier(@Nullable String tier) {
        String named = Tiers.named(tier);
        if (tier != null && (named == null || TIERS.contains(named))) {
            out.put("service_tier", named == null ? "auto" : named);
        } else {
            losses.addIfPresent(Loss.SERVICE_TIER, named);
        }
    }

    private void service(Service service) {
        tier(service.tier());
        if (service.user() != null) {
            out.put("user", OpenAiIds.fitUser(service.user()));
        }
        if (service.cacheKey() != null) {
            out.put("prompt_cache_key", service.cacheKey());
        }
        // OpenAI takes metadata only beside "store", which is an extra of this dialect.
        boolean isOwn = request.extras().isOf(Dialect.OPENAI);
        if (service.metadata() != null && isOwn) {
            out.set("metadata", JsonTree.node(service.metadata()));
        } else {
            losses.addIfPresent(Loss.METADATA, service.metadata());
        }
    }
}
