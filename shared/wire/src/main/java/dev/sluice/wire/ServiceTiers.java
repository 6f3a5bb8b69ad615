package dev.sluice.wire;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Upstreams' names for how fast, or how cheaply, they have served a call. */
public final class ServiceTiers {
    /** Names of what everybody gets who asks for nothing; {@code auto} repeats a wish. */
    private static final Set<String> USUAL = Set.of("", "default", "standard", "auto", "on_demand", "unspecified");

    private static final int LONGEST = 32;

    private ServiceTiers() {}

    /** The tier in lower case; null if it is the usual one, or no name at all. */
    public static @Nullable String unusual(String name) {
        String tier = name.toLowerCase(Locale.ROOT);
        boolean isName = tier.length() <= LONGEST && tier.chars().allMatch(ServiceTiers::isPlain);
        return isName && !USUAL.contains(tier) ? tier : null;
    }

    /** The tier that a request asks for, in lower case; null if it is the usual one, or the upstream may choose. */
    public static @Nullable String asked(String name) {
        String named = name.length() <= LONGEST ? Tiers.named(name) : null;
        return named == null ? null : unusual(named);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
