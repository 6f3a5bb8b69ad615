package dev.sluice.admin.api;

import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user may give a key that they make: what one of the keys that they were given has, or, where they were given none,
 * what their group has. Limits and budgets of users and groups hold for all keys in any case.
 *
 * @param models empty for all of the group
 * @param networks empty for everywhere
 * @param expiresAt absent for never
 */
record KeyTerms(
        String group,
        List<String> models,
        List<String> networks,
        @Nullable Instant expiresAt) {
    /** From the widest to the narrowest. */
    private static final List<String> FIELDS = List.of("group", "models", "networks", "expires_at");

    /**
     * What a user may choose from.
     *
     * @param terms the freest first; none where the user may make no key
     * @param refusal why not
     */
    record Offer(List<KeyTerms> terms, @Nullable String refusal) {
        static Offer none(String why) {
            return new Offer(List.of(), why);
        }
    }

    static Offer offer(Store store, String userId, Instant now) {
        List<ApiKey> given = given(store, userId);
        if (given.isEmpty()) {
            String group = store.accounts().groups().defaultOf(userId);
            return new Offer(List.of(new KeyTerms(group, List.of(), List.of(), null)), null);
        }
        List<ApiKey> valid = given.stream()
                .filter(key -> key.enabled() && !key.isExpired(now))
                .toList();
        if (valid.isEmpty()) {
            return Offer.none("all of the keys that you were given are disabled or have expired");
        }
        List<KeyTerms> terms = valid.stream()
                .filter(key -> key.budget() == null && key.limits().equals(KeyLimits.NONE))
                .map(key -> new KeyTerms(key.group(), key.models(), key.networks(), key.expiresAt()))
                .distinct()
                .sorted(Comparator.comparing((KeyTerms one) -> !one.models.isEmpty())
                        .thenComparing(one -> !one.networks.isEmpty())
                        .thenComparing(one -> one.expiresAt != null))
                .toList();
        return terms.isEmpty()
                ? Offer.none(
                        "each of the keys that you were given has a budget or limits, which a further key would not")
                : new Offer(terms, null);
    }

    /** The keys that administrators made for a user. */
    static List<ApiKey> given(Store store, String userId) {
        return store.keys().ofUser(userId).stream()
                .filter(key -> KeyKind.of(key) == KeyKind.GIVEN)
                .toList();
    }

    /** The first field of a key in which it goes beyond all of these. */
    static Optional<String> excess(List<KeyTerms> terms, ApiKey key) {
        List<String> excesses = terms.stream()
                .map(one -> one.excess(key))
                .flatMap(Optional::stream)
                .toList();
        return excesses.size() < terms.size()
                ? Optional.empty()
                : excesses.stream().max(Comparator.comparingInt(FIELDS::indexOf));
    }

    private Optional<String> excess(ApiKey key) {
        if (!key.group().equals(group)) {
            return Optional.of("group");
        }
        if (!models.isEmpty() && (key.models().isEmpty() || !Set.copyOf(models).containsAll(key.models()))) {
            return Optional.of("models");
        }
        if (!Networks.cover(networks, key.networks())) {
            return Optional.of("networks");
        }
        return isLonger(key.expiresAt(), expiresAt) ? Optional.of("expires_at") : Optional.empty();
    }

    /** Whether the one is after the other, where nothing is never. */
    static boolean isLonger(@Nullable Instant one, @Nullable Instant other) {
        return other != null && (one == null || one.isAfter(other));
    }
}
