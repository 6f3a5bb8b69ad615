package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Tiers;
import dev.sluice.wire.json.JsonTree;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request for Bedrock. One per request. */
final class BedrockRequestWriter {
    private static final Set<String> TIERS = Set.of("default", "flex", "priority", "reserved");

    private final ChatRequest request;
    private final BedrockModel model;
    private final Losses losses;
    private final ObjectNode root = JsonTree.object();

    private BedrockRequestWriter(ChatRequest request, BedrockModel model, Losses losses) {
        this.request = request;
        this.model = model;
        this.losses = losses;
    }

    static Bytes write(ChatRequest request, Addressee to, Losses losses) {
        return JsonTree.write(new BedrockRequestWriter(request, BedrockModel.of(to.model()), losses).write());
    }

    /** All that is written of a request beside its messages. */
    static ObjectNode wishes(ChatRequest request) {
        BedrockRequestWriter writer =
                new BedrockRequestWriter(request, BedrockModel.echo(request.model()), new Losses());
        writer.wishes(false, Set.of());
        return writer.root;
    }

    private ObjectNode write() {
        BedrockTurns turns = new BedrockTurns(request.messages());
        ObjectNode thinking = thinking(turns);
        turns.write(root, model.family(), losses);
        wishes(model.isClaude() && BedrockThinking.isOn(thinking), turns.toolNames());
        BedrockExtras.merge(thinking, root);
        BedrockExtras.write(request.extras(), root, losses);
        return root;
    }

    private ObjectNode thinking(BedrockTurns turns) {
        Thinking thinking = request.thinking();
        if (thinking == null) {
            return JsonTree.object();
        }
        ObjectNode members =
                BedrockThinking.write(thinking, model, request.answer().maxTokens(), losses);
        if (BedrockThinking.needsThoughts(members) && turns.lackThoughts()) {
            losses.add(Loss.THINKING_OFF);
            return BedrockThinking.off(members);
        }
        return members;
    }

    private void wishes(boolean thinks, Set<String> toolNames) {
        new BedrockSampling(model, thinks, losses).write(request, root);
        tools(thinks, toolNames);
        answer(request.answer());
        service(request.service());
    }

    private void tools(boolean thinks, Set<String> toolNames) {
        Tooling tooling = request.tooling();
        ToolChoice free = free(tooling.choice());
        if (thinks && !Objects.equals(free, tooling.choice())) {
            losses.add(Loss.TOOL_CHOICE);
            tooling = new Tooling(tooling.tools(), free, tooling.parallel());
        }
        ObjectNode config = BedrockTools.write(tooling, toolNames, model, losses);
        if (!config.isEmpty()) {
            root.set("toolConfig", config);
        }
    }

    /** The nearest choice that forces nothing, which Claude wants while it thinks. */
    private static @Nullable ToolChoice free(@Nullable ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Required ignored -> new ToolChoice.Auto();
            case ToolChoice.Named ignored -> new ToolChoice.Auto();
            case ToolChoice.Among among -> among.required() ? new ToolChoice.Among(among.names(), false) : among;
            case ToolChoice.Auto auto -> auto;
            case ToolChoice.None none -> none;
            case null -> null;
        };
    }

    private void answer(AnswerWish wish) {
        switch (wish.format()) {
            case AnswerFormat.Schema schema -> schema(schema);
            case AnswerFormat.Json ignored -> losses.add(Loss.ANSWER_FORMAT);
            case AnswerFormat.Text ignored -> {}
            case null -> {}
        }
        if (wish.choices() != null && wish.choices() > 1) {
            losses.add(Loss.CHOICES);
        }
        if (Boolean.TRUE.equals(wish.logprobs()) || wish.wantsAlternatives()) {
            losses.add(Loss.LOGPROBS);
        }
        if (wish.modalities().stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.add(Loss.MODALITIES);
        }
        losses.addIfPresent(Loss.VERBOSITY, wish.verbosity());
    }

    private void schema(AnswerFormat.Schema schema) {
        if (!model.followsSchemas()) {
            losses.add(Loss.ANSWER_FORMAT);
            return;
        }
        ObjectNode format =
                root.putObject("outputConfig").putObject("textFormat").put("type", "json_schema");
        ObjectNode definition =
                format.putObject("structure").putObject("jsonSchema").put("schema", text(schema.schema()));
        if (schema.isNamed()) {
            definition.put("name", schema.name());
        }
        if (schema.description() != null) {
            definition.put("description", schema.description());
        }
    }

    private String text(RawJson schema) {
        JsonNode node = JsonTree.node(schema);
        if (model.closesSchemas() && BedrockSchemas.close(node)) {
            losses.add(Loss.ANSWER_FORMAT);
            return node.toString();
        }
        return schema.text();
    }

    private void service(Service service) {
        String tier = Tiers.named(service.tier());
        if (tier != null && TIERS.contains(tier)) {
            root.putObject("serviceTier").put("type", tier);
        } else {
            losses.addIfPresent(Loss.SERVICE_TIER, tier);
        }
        losses.addIfPresent(Loss.USER, service.user());
        losses.addIfPresent(Loss.CACHE_MARK, service.cacheKey());
        if (service.metadata() != null) {
            JsonNode metadata = JsonTree.node(service.metadata());
            ObjectNode labels = model.echo() ? (ObjectNode) metadata : BedrockLabels.of(metadata, losses);
            if (model.echo() || !labels.isEmpty()) {
                root.set("requestMetadata", labels);
            }
        }
    }
}
