package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Thinking.Mode;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code thinkingConfig}, both ways (https://ai.google.dev/gemini-api/docs/thinking). */
final class GeminiThinking {
    private static final String LEVEL = "thinkingLevel";
    private static final String BUDGET = "thinkingBudget";
    private static final String SHOWN = "includeThoughts";
    private static final Set<String> LEVELS = Set.of("MINIMAL", "LOW", "MEDIUM", "HIGH");

    private GeminiThinking() {}

    static @Nullable Thinking read(Doc config) {
        Doc thinking = config.object("thinkingConfig");
        if (thinking.isAbsent()) {
            return null;
        }
        Long budget = thinking.integerOrNull(BUDGET);
        String level = thinking.textOr(LEVEL, "").toUpperCase(Locale.ROOT);
        Boolean shown = thinking.flagOrNull(SHOWN);
        Mode mode = budget == null || budget > 0 ? null : budget == 0 ? Mode.OFF : Mode.ADAPTIVE;
        // Thoughts are not shown unless asked for; saying so in words is kept, since it changes nothing.
        Set<String> known = Boolean.FALSE.equals(shown) ? Set.of(BUDGET) : Set.of(BUDGET, SHOWN);
        GeminiExtras rest = GeminiExtras.gather();
        for (var member : thinking.members()) {
            boolean isLevel = member.getKey().equals(LEVEL) && LEVELS.contains(level);
            boolean isNull = member.getValue().node().isNull();
            if (isNull || (!isLevel && !known.contains(member.getKey())) || isOddlyWritten(member.getKey(), thinking)) {
                rest.with(member.getKey(), member.getValue().node());
            }
        }
        String effort = LEVELS.contains(level) ? level.toLowerCase(Locale.ROOT) : null;
        return new Thinking(mode, effort, budget, null, Boolean.TRUE.equals(shown), rest.extras());
    }

    private static boolean isOddlyWritten(String member, Doc thinking) {
        String level = thinking.textOr(LEVEL, "");
        return member.equals(LEVEL) && !level.equals(level.toUpperCase(Locale.ROOT));
    }

    static void write(@Nullable Thinking thinking, Addressee to, ObjectNode config, Losses losses) {
        if (thinking == null) {
            return;
        }
        GeminiModelName model = GeminiModelName.of(to.model());
        if (!model.thinks()) {
            losses.addIfPresent(Loss.THINKING, Efforts.isOff(thinking) ? null : thinking);
            return;
        }
        ObjectNode written = JsonTree.object();
        if (model.takesLevels() && thinking.effort() != null) {
            level(thinking.effort(), model, written, losses);
            losses.addIfPresent(Loss.THINKING, thinking.budget());
        } else {
            budget(thinking, model, written, losses);
        }
        boolean asked = thinking.shown() == null && !Efforts.isOff(thinking);
        if (Boolean.TRUE.equals(thinking.shown()) || asked) {
            written.put(SHOWN, true);
        }
        losses.addIfPresent(Loss.THINKING, thinking.summary());
        GeminiExtras.carry(thinking.extras(), written, losses);
        if (!written.isEmpty()) {
            config.set("thinkingConfig", written);
        }
    }

    /** Models of the third generation cannot be kept from thinking; Pro cannot even think minimally. */
    private static void level(String effort, GeminiModelName model, ObjectNode written, Losses losses) {
        boolean minimal = model.thinksMinimally();
        String level = switch (effort.toLowerCase(Locale.ROOT)) {
            case "none", "minimal" -> minimal ? "MINIMAL" : "LOW";
            case "low" -> "LOW";
            case "medium" -> "MEDIUM";
            case "high", "xhigh", "max" -> "HIGH";
            default -> null;
        };
        if (level == null || !level.equalsIgnoreCase(effort)) {
            losses.add(Loss.THINKING);
        }
        if (level != null) {
            written.put(LEVEL, level);
        }
    }

    private static void budget(Thinking thinking, GeminiModelName model, ObjectNode written, Losses losses) {
        boolean levels = model.takesLevels();
        Long budget = Efforts.budget(thinking);
        if (budget == null && thinking.mode() == Mode.OFF) {
            if (levels) {
                losses.add(Loss.THINKING);
                written.put(LEVEL, "LOW");
                return;
            }
            budget = 0L;
        } else if (budget == null && thinking.mode() == Mode.ADAPTIVE && !levels) {
            budget = -1L;
        }
        if (budget != null) {
            long fitting = model.fitting(budget);
            losses.addIfPresent(Loss.THINKING, fitting == budget ? null : budget);
            written.put(BUDGET, fitting);
        } else if (thinking.effort() != null) {
            losses.add(Loss.THINKING);
        }
    }
}
