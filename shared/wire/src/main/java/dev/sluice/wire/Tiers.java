package dev.sluice.wire;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of service tiers: the ordinary one has another name in each dialect, and to be left to the provider is to ask for none. */
public final class Tiers {
    /** OpenAI's and Bedrock's name for the ordinary tier. */
    public static final String DEFAULT = "default";

    private static final Set<String> ORDINARY = Set.of(DEFAULT, "standard", "standard_only");

    private Tiers() {}

    /** A tier in small letters, the ordinary one by OpenAI's name; null if the provider may choose. */
    public static @Nullable String named(@Nullable String tier) {
        String word = tier == null ? "auto" : tier.toLowerCase(Locale.ROOT);
        return word.equals("auto") ? null : ORDINARY.contains(word) ? DEFAULT : word;
    }
}
