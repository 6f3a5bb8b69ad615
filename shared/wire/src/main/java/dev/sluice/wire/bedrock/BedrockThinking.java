package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Thinking.Mode;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.anthropic.ClaudePlan;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Bedrock is told to think: each vendor in its own words, in {@code additionalModelRequestFields}.
 *
 * <p>Claude: {@code thinking}, earlier {@code reasoning_config}
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html); Nova: {@code
 * reasoningConfig} (https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html); GPT: {@code
 * reasoning_effort}.
 */
final class BedrockThinking {
    static final String FIELDS = "additionalModelRequestFields";
    private static final String OUTPUT = "outputConfig";
    private static final String EFFORT = "effort";
    private static final List<String> FORMS =
            List.of("thinking", "reasoning_config", "reasoningConfig", "reasoning_effort", "output_config");
    /** What was said here, in words that are found again. */
    private static final Extras PLAIN = new Extras(Dialect.BEDROCK, RawJson.EMPTY_OBJECT);
    /** An effort alone, which bounds the answer and does not switch thinking on; Anthropic's callers say the same. */
    private static final Extras EFFORT_ONLY = new Extras(Dialect.ANTHROPIC, RawJson.EMPTY_OBJECT);

    private BedrockThinking() {}

    /** What a request says about thinking, null if nothing. */
    static @Nullable Thinking read(JsonNode request, String model) {
        ObjectNode said = said(request);
        if (said.isEmpty()) {
            return null;
        }
        JsonNode fields = said.path(FIELDS);
        JsonNode claude =
                fields.path("thinking").isObject() ? fields.path("thinking") : fields.path("reasoning_config");
        JsonNode nova = fields.path("reasoningConfig");
        JsonNode type = claude.isObject() ? claude.path("type") : nova.path("type");
        JsonNode budget = claude.path("budget_tokens");
        String effort = firstText(
                said.path(OUTPUT).path(EFFORT),
                fields.path("output_config").path(EFFORT),
                nova.path("maxReasoningEffort"),
                fields.path("reasoning_effort"));
        Thinking plain = new Thinking(
                mode(type.asText()),
                effort,
                budget.canConvertToLong() && budget.isIntegralNumber() ? budget.longValue() : null,
                null,
                shown(claude.path("display").asText()),
                Extras.NONE);
        // Said again in the same words, it needs no words of its own.
        BedrockFamily family = BedrockFamily.of(model);
        if (!again(plain, family).equals(said)) {
            return with(plain, new Extras(Dialect.BEDROCK, JsonTree.raw(said)));
        }
        return with(plain, family == BedrockFamily.CLAUDE && plain.mode() == null ? EFFORT_ONLY : PLAIN);
    }

    /** The members of a request that speak of thinking, in their places. */
    static ObjectNode said(JsonNode request) {
        ObjectNode said = JsonTree.object();
        JsonNode fields = request.path(FIELDS);
        for (String form : FORMS) {
            if (fields.hasNonNull(form)) {
                inside(said, FIELDS).set(form, fields.get(form));
            }
        }
        if (request.path(OUTPUT).hasNonNull(EFFORT)) {
            inside(said, OUTPUT).set(EFFORT, request.path(OUTPUT).get(EFFORT));
        }
        return said;
    }

    /** The members of a request that ask for this thinking; none if it cannot be asked for. */
    static ObjectNode write(Thinking thinking, BedrockModel model, @Nullable Long maxTokens, Losses losses) {
        if (thinking.extras().isOf(Dialect.BEDROCK)) {
            JsonNode said = JsonTree.node(thinking.extras().members());
            ObjectNode members = said.isEmpty() ? again(thinking, model.family()) : (ObjectNode) said;
            losses.addIfPresent(Loss.THINKING, members.isEmpty() ? thinking : null);
            return members;
        }
        ObjectNode out = JsonTree.object();
        if (model.isClaude()) {
            claude(ClaudePlan.of(thinking, model.claude(), maxTokens, losses), maxTokens, out);
            return out;
        }
        losses.carry(thinking.extras(), Dialect.BEDROCK, JsonTree.object());
        if (Boolean.FALSE.equals(thinking.shown())) {
            losses.add(Loss.THINKING);
        }
        switch (model.family()) {
            case NOVA -> nova(thinking, out);
            case GPT -> gpt(thinking, out, losses);
            case CLAUDE, MISTRAL, HIDDEN, OTHER -> losses.add(Loss.THINKING);
        }
        return out;
    }

    /** Whether a request with these members makes Claude think. */
    static boolean isOn(ObjectNode members) {
        String type = members.path(FIELDS).path("thinking").path("type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    /** Whether Claude then wants this turn's earlier thoughts. */
    static boolean needsThoughts(ObjectNode members) {
        return members.path(FIELDS).path("thinking").has("budget_tokens");
    }

    private static void claude(ClaudePlan plan, @Nullable Long maxTokens, ObjectNode out) {
        if (plan.thinking() != null) {
            inside(out, FIELDS).set("thinking", plan.thinking());
        }
        if (plan.effort() != null) {
            inside(out, OUTPUT).put(EFFORT, plan.effort());
        }
        // The budget is part of the answer's cap, which Bedrock sets lower unless it is told.
        if (maxTokens == null && needsThoughts(out)) {
            inside(out, "inferenceConfig").put("maxTokens", plan.maxTokens());
        }
    }

    /** What a caller said here, in the same words. */
    private static ObjectNode again(Thinking thinking, BedrockFamily family) {
        ObjectNode out = JsonTree.object();
        switch (family) {
            case CLAUDE -> claude(thinking, out);
            case NOVA -> nova(thinking, out);
            case GPT -> gpt(thinking, out, new Losses());
            case MISTRAL, HIDDEN, OTHER -> {}
        }
        return out;
    }

    private static void claude(Thinking thinking, ObjectNode out) {
        if (thinking.mode() != null) {
            ObjectNode member = inside(out, FIELDS)
                    .putObject("thinking")
                    .put(
                            "type",
                            switch (thinking.mode()) {
                                case ON -> "enabled";
                                case OFF -> "disabled";
                                case ADAPTIVE -> "adaptive";
                            });
            if (thinking.budget() != null) {
                member.put("budget_tokens", thinking.budget());
            }
            if (thinking.shown() != null) {
                member.put("display", thinking.shown() ? "summarized" : "omitted");
            }
        }
        if (thinking.effort() != null) {
            inside(out, OUTPUT).put(EFFORT, thinking.effort());
        }
    }

    private static void nova(Thinking thinking, ObjectNode out) {
        if (Efforts.isOff(thinking)) {
            inside(out, FIELDS).putObject("reasoningConfig").put("type", "disabled");
        } else {
            inside(out, FIELDS)
                    .putObject("reasoningConfig")
                    .put("type", "enabled")
                    .put("maxReasoningEffort", threeSteps(thinking));
        }
    }

    private static void gpt(Thinking thinking, ObjectNode out, Losses losses) {
        if (Efforts.isOff(thinking)) {
            losses.add(Loss.THINKING);
        }
        inside(out, FIELDS).put("reasoning_effort", Efforts.isOff(thinking) ? "low" : threeSteps(thinking));
    }

    private static String threeSteps(Thinking thinking) {
        String effort = Efforts.effort(thinking);
        return switch (effort == null ? "medium" : effort) {
            case "minimal", "low" -> "low";
            case "high", "xhigh", "max" -> "high";
            default -> "medium";
        };
    }

    private static @Nullable Mode mode(String type) {
        return switch (type) {
            case "enabled" -> Mode.ON;
            case "disabled" -> Mode.OFF;
            case "adaptive" -> Mode.ADAPTIVE;
            default -> null;
        };
    }

    private static @Nullable Boolean shown(String display) {
        return switch (display) {
            case "omitted" -> false;
            case "summarized" -> true;
            default -> null;
        };
    }

    private static Thinking with(Thinking plain, Extras extras) {
        return new Thinking(plain.mode(), plain.effort(), plain.budget(), plain.summary(), plain.shown(), extras);
    }

    private static @Nullable String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual()) {
                return node.textValue();
            }
        }
        return null;
    }

    /** The members without those that make it think. */
    static ObjectNode off(ObjectNode members) {
        ObjectNode rest = JsonTree.object();
        JsonNode effort = members.path(OUTPUT).path(EFFORT);
        if (effort.isTextual()) {
            inside(rest, OUTPUT).set(EFFORT, effort);
        }
        return rest;
    }

    private static ObjectNode inside(ObjectNode out, String name) {
        return out.get(name) instanceof ObjectNode there ? there : out.putObject(name);
    }
}
