package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Thinking;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much to think, as OpenAI says it ({@code reasoning_effort}) and as compatible APIs do: {@code reasoning} of OpenRouter,
 * {@code thinking} of DeepSeek and Zhipu, {@code enable_thinking} and {@code thinking_budget} of Qwen.
 */
final class OpenAiThinking {
    /** The members read here. */
    static final Set<String> MEMBERS =
            Set.of("reasoning_effort", "reasoning", "thinking", "enable_thinking", "thinking_budget");

    private OpenAiThinking() {}

    /** What a caller wishes, absent if nothing; the words of compatible APIs are kept as they are, beside their meaning. */
    static @Nullable Thinking read(Doc request) {
        if (MEMBERS.stream().noneMatch(request::has)) {
            return null;
        }
        Doc reasoning = request.object("reasoning");
        Doc thinking = request.object("thinking");
        String effort = request.textOrNull("reasoning_effort");
        Long budget = request.integerOrNull("thinking_budget");
        budget = budget == null ? reasoning.integerOrNull("max_tokens") : budget;
        Boolean hidden = reasoning.flagOrNull("exclude");
        return new Thinking(
                mode(request, reasoning, thinking),
                effort == null ? reasoning.textOrNull("effort") : effort,
                budget == null ? thinking.integerOrNull("budget_tokens") : budget,
                reasoning.textOrNull("summary"),
                hidden == null ? null : !hidden,
                asWritten(request));
    }

    private static Thinking.@Nullable Mode mode(Doc request, Doc reasoning, Doc thinking) {
        Boolean enabled = request.flagOrNull("enable_thinking");
        enabled = enabled == null ? reasoning.flagOrNull("enabled") : enabled;
        if (enabled != null) {
            return enabled ? Thinking.Mode.ON : Thinking.Mode.OFF;
        }
        return switch (thinking.textOr("type", "")) {
            case "enabled" -> Thinking.Mode.ON;
            case "disabled" -> Thinking.Mode.OFF;
            case "adaptive", "auto" -> Thinking.Mode.ADAPTIVE;
            default -> null;
        };
    }

    private static Extras asWritten(Doc request) {
        ObjectNode written = JsonTree.object();
        MEMBERS.stream()
                .filter(name -> request.has(name) && !name.equals("reasoning_effort"))
                .sorted()
                .forEach(name -> written.set(name, request.at(name).node()));
        return written.isEmpty() ? Extras.NONE : new Extras(Dialect.OPENAI, JsonTree.raw(written));
    }

    /** Writes what was wished: as it was written, if that was in this dialect, else as an effort. */
    static void write(Thinking thinking, ObjectNode out, Losses losses) {
        boolean isOwn = thinking.extras().isOf(Dialect.OPENAI);
        losses.carry(thinking.extras(), Dialect.OPENAI, out);
        String effort = isOwn ? thinking.effort() : Efforts.effort(thinking);
        boolean isSaid = isOwn && out.path("reasoning").has("effort");
        if (effort != null && !isSaid && (thinking.effort() != null || !Efforts.isOff(thinking))) {
            out.put("reasoning_effort", effort);
        } else if (!isOwn && Efforts.isOff(thinking)) {
            // "none" is refused by most models, so thinking is left to the model's default.
            losses.add(Loss.THINKING);
        }
        if (!isOwn) {
            losses.addIfPresent(Loss.THINKING, thinking.budget());
            losses.addIfPresent(Loss.THINKING, thinking.summary());
            losses.addIfPresent(Loss.THINKING, thinking.shown());
        }
    }
}
