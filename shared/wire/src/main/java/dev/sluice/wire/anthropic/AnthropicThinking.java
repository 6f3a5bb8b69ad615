package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Thinking.Mode;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much to think, as Anthropic says it: {@code thinking} switches it, by a budget in older models; {@code
 * output_config.effort} measures it in newer ones.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking">Extended thinking</a>
 */
final class AnthropicThinking {
    private static final Set<String> MEMBERS = Set.of("type", "budget_tokens", "display");
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");
    /** An effort without {@code thinking}: it bounds the answer and does not switch thinking on. */
    private static final Extras EFFORT_ONLY = new Extras(Dialect.ANTHROPIC, RawJson.EMPTY_OBJECT);

    private static final long LEAST_BUDGET = 1_024;
    private static final long USUAL_BUDGET = 8_192;

    private AnthropicThinking() {}

    static @Nullable Thinking read(Doc request) {
        Doc thinking = request.object("thinking");
        String effort = request.object("output_config").textOrNull("effort");
        if (thinking.isAbsent()) {
            return effort == null ? null : new Thinking(null, effort, null, null, null, EFFORT_ONLY);
        }
        Mode mode = switch (thinking.text("type")) {
            case "enabled" -> Mode.ON;
            case "adaptive" -> Mode.ADAPTIVE;
            case "disabled" -> Mode.OFF;
            default -> throw thinking.at("type").wrong("one of enabled, adaptive, disabled");
        };
        return new Thinking(
                mode,
                effort,
                thinking.integerOrNull("budget_tokens"),
                null,
                shown(thinking.textOrNull("display")),
                AnthropicFields.rest(thinking, MEMBERS));
    }

    private static @Nullable Boolean shown(@Nullable String display) {
        return display == null ? null : !display.equals("omitted");
    }

    /**
     * What becomes of the wish to think.
     *
     * @param member of the request, absent for none
     * @param effort for {@code output_config}, absent for none
     * @param maxTokens of the request, thoughts included
     */
    record Plan(@Nullable ObjectNode member, @Nullable String effort, long maxTokens) {
        boolean isOn() {
            return member != null && !member.path("type").asText().equals("disabled");
        }

        /** Without thinking. */
        Plan off() {
            return new Plan(null, effort, maxTokens);
        }

        /** Whether this turn's earlier thoughts must be in the conversation. */
        boolean needsThoughts() {
            return member != null && member.has("budget_tokens");
        }
    }

    static Plan plan(@Nullable Thinking thinking, AnthropicModel model, @Nullable Long maxTokens, Losses losses) {
        long max = maxTokens == null ? model.defaultMaxTokens() : maxTokens;
        if (thinking == null) {
            return new Plan(null, null, max);
        }
        if (!Efforts.isSaid(thinking)) {
            // How to show thoughts is no wish to think.
            losses.add(Loss.THINKING);
            return new Plan(null, null, max);
        }
        boolean effortOnly = thinking.mode() == null && thinking.extras().isOf(Dialect.ANTHROPIC);
        String effort = effort(Efforts.effort(thinking), model, losses);
        if (effortOnly) {
            losses.addIfPresent(Loss.THINKING, effort == null ? thinking : null);
            return new Plan(null, effort, max);
        }
        if (Efforts.isOff(thinking)) {
            boolean canSay = model.thinks() != AnthropicModel.Thinks.NOT;
            return new Plan(canSay ? member("disabled", thinking, losses) : null, null, max);
        }
        return switch (model.thinks()) {
            case NOT -> {
                losses.add(Loss.THINKING);
                yield new Plan(null, null, max);
            }
            case WITH_BUDGET -> withBudget(thinking, model, maxTokens, losses);
            case AS_ASKED ->
                thinking.mode() == Mode.ON && thinking.budget() != null
                        ? withBudget(thinking, model, maxTokens, losses)
                        : new Plan(member("adaptive", thinking, losses), effort, max);
            case WITH_EFFORT -> new Plan(member("adaptive", thinking, losses), effort, max);
        };
    }

    /** The budget must be at least 1,024 and below {@code max_tokens}, which counts thoughts too. */
    private static Plan withBudget(Thinking thinking, AnthropicModel model, @Nullable Long maxTokens, Losses losses) {
        Long asked = Efforts.budget(thinking);
        long budget = asked == null || asked < 0 ? USUAL_BUDGET : Math.max(LEAST_BUDGET, asked);
        long max = maxTokens == null ? Math.min(model.maxTokensCap(), model.defaultMaxTokens() + budget) : maxTokens;
        if (max <= LEAST_BUDGET) {
            losses.add(Loss.THINKING);
            return new Plan(null, null, max);
        }
        if (budget >= max) {
            losses.add(Loss.THINKING);
            budget = Math.max(LEAST_BUDGET, max / 2);
        }
        ObjectNode member = member("enabled", thinking, losses);
        member.put("budget_tokens", budget);
        return new Plan(member, effort(thinking.effort(), model, losses), max);
    }

    private static ObjectNode member(String type, Thinking thinking, Losses losses) {
        ObjectNode member = JsonTree.object().put("type", type);
        if (thinking.shown() != null && !type.equals("disabled")) {
            member.put("display", thinking.shown() ? "summarized" : "omitted");
        }
        losses.carry(thinking.extras(), Dialect.ANTHROPIC, member);
        return member;
    }

    private static @Nullable String effort(@Nullable String asked, AnthropicModel model, Losses losses) {
        String known = model.hasEffort() ? known(asked) : null;
        if (known == null) {
            return null;
        }
        String taken = model.effort(known);
        losses.addIfPresent(Loss.THINKING, taken.equals(known) ? null : known);
        return taken;
    }

    private static @Nullable String known(@Nullable String effort) {
        if (effort == null) {
            return null;
        }
        String lower = effort.toLowerCase(Locale.ROOT);
        return EFFORTS.contains(lower) ? lower : lower.equals("minimal") ? "low" : null;
    }
}
