package dev.sluice.ingress.names;

import dev.sluice.model.chat.Thinking;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What callers mean by a model's name: an alias stands for another name, and a suffix for how much to think.
 *
 * <p>It knows no channel, so a suffix counts only where a rule's pattern matches the name without it, and never for a
 * name that {@link #literal} says means itself, such as {@code kimi-k2-thinking}.
 */
public final class ModelNames {
    /** Every name means itself. */
    public static final ModelNames NONE = new ModelNames(Map.of(), List.of(), List.of());

    private final Map<String, String> aliases;
    private final List<Rule> rules;
    private final List<NamePattern> literal;

    /**
     * Makes one.
     *
     * @param aliases other names; the name that one stands for is not looked up again, but may have a suffix
     * @param literal patterns of names that mean themselves, whatever they end in
     */
    ModelNames(Map<String, String> aliases, List<Rule> rules, List<NamePattern> literal) {
        this.aliases = Map.copyOf(aliases);
        this.rules = List.copyOf(rules);
        this.literal = List.copyOf(literal);
    }

    /**
     * Names that may have suffixes.
     *
     * @param models pattern of the names without their suffixes
     */
    record Rule(NamePattern models, Set<SuffixForm> forms) {
        Rule {
            forms = Set.copyOf(forms);
        }
    }

    /**
     * What a name means.
     *
     * @param model what is routed, limited and billed
     * @param thinking what the name said about it, absent if nothing
     */
    public record Resolved(String model, @Nullable Thinking thinking) {}

    /** What the caller means by this name; itself, if nothing is known of it. */
    public Resolved resolve(String asked) {
        String name = aliases.getOrDefault(asked, asked);
        if (rules.isEmpty() || literal.stream().anyMatch(pattern -> pattern.matches(name))) {
            return new Resolved(name, null);
        }
        for (SuffixForm form : SuffixForm.values()) {
            SuffixForm.Asked read = form.read(name);
            if (read != null) {
                String model = aliases.getOrDefault(read.base(), read.base());
                if (rules.stream()
                        .anyMatch(rule ->
                                rule.forms().contains(form) && rule.models().matches(model))) {
                    return new Resolved(model, read.thinking());
                }
            }
        }
        return new Resolved(name, null);
    }
}
