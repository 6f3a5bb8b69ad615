package dev.sluice.admin.api;

import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.store.Keys;
import dev.sluice.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What users do with API keys of their own: they make so many and no more, change those that they made, and never give one
 * more than they were given themselves.
 */
final class OwnKeys {
    private final Store store;
    private final Clock clock;
    private final int most;

    OwnKeys(Store store, Clock clock, int most) {
        this.store = store;
        this.clock = clock;
        this.most = most;
    }

    /** Whether somebody asks who has their own keys and no others. */
    static boolean isFor(ApiRequest request) {
        return request.caller().role() == Role.USER;
    }

    int most() {
        return most;
    }

    long used(String userId) {
        return store.keys().ofUser(userId).stream()
                .filter(key -> KeyKind.of(key) == KeyKind.OWN)
                .count();
    }

    KeyTerms.Offer offer(String userId) {
        return most == 0
                ? KeyTerms.Offer.none("users make no keys here; ask an administrator for one")
                : KeyTerms.offer(store, userId, clock.instant());
    }

    /** Makes a key out of the terms for its group, or the freest, under that id. */
    ApiKey create(ApiRequest request, Bytes digest, BiFunction<String, KeyTerms, ApiKey> making) {
        List<KeyTerms> terms = terms(SessionResource.user(request));
        String id = RandomText.id(Keys.OWN_PREFIX);
        String group = making.apply(id, terms.getFirst()).group();
        KeyTerms base = terms.stream()
                .filter(one -> one.group().equals(group))
                .findFirst()
                .orElseThrow(() -> exceeds("group"));
        ApiKey key = making.apply(id, base);
        refuseTakenName(key);
        check(request, terms, key);
        if (!store.by(request.author()).keys().createOwn(key, digest, most)) {
            throw new GatewayException(
                    GatewayError.of(Kind.CONFLICT, "you have " + most + " keys of your own already; delete one first")
                            .withCode("too_many_keys"));
        }
        return key;
    }

    /** Refuses a change of a key that is not the user's to change, or one that goes too far. */
    void check(ApiRequest request, ApiKey old, ApiKey changed) {
        refuseOthers(old);
        if (!changed.name().equals(old.name())) {
            refuseTakenName(changed);
        }
        // What is disabled may be enabled later by somebody who does not look at the rest of it.
        if (changed.enabled() || !isSame(old, changed)) {
            check(request, terms(old.userId()), changed);
        }
    }

    private static boolean isSame(ApiKey old, ApiKey changed) {
        return changed.group().equals(old.group())
                && changed.models().equals(old.models())
                && changed.networks().equals(old.networks())
                && changed.limits().equals(old.limits())
                && Objects.equals(changed.budget(), old.budget())
                && Objects.equals(changed.expiresAt(), old.expiresAt());
    }

    /** Names are a user's once, and the playground makes its key anew under its own. */
    private static void refuseTakenName(ApiKey key) {
        if (key.name().equals(PlaygroundResource.NAME)) {
            throw Value.wrong("name", "must not be that of the playground's key");
        }
    }

    private List<KeyTerms> terms(String userId) {
        KeyTerms.Offer offer = offer(userId);
        String refusal = offer.refusal();
        if (refusal != null) {
            throw new GatewayException(GatewayError.of(Kind.FORBIDDEN, refusal).withCode("no_own_keys"));
        }
        return offer.terms();
    }

    private static void check(ApiRequest request, List<KeyTerms> terms, ApiKey key) {
        KeyTerms.excess(terms, key).ifPresent(field -> {
            throw exceeds(field);
        });
        refuseWhoEndsSooner(request, key);
    }

    /** A token that is over some day must leave nothing that goes on after it. */
    static void refuseWhoEndsSooner(ApiRequest request, ApiKey key) {
        if (isFor(request) && KeyTerms.isLonger(key.expiresAt(), end(request))) {
            throw exceeds("expires_at");
        }
    }

    private static @Nullable Instant end(ApiRequest request) {
        return switch (request.caller().means()) {
            case Means.Token token -> token.expiresAt();
            case Means.Session ignored -> null;
            case Means.Nothing ignored -> null;
        };
    }

    /** Refuses a key that somebody else made for the user. */
    static void refuseOthers(ApiKey key) {
        if (KeyKind.of(key) != KeyKind.OWN) {
            throw notOwn("an administrator gave you this key; you may disable it or have a new secret for it");
        }
    }

    static void refusePlayground(ApiRequest request, ApiKey key) {
        if (isFor(request) && KeyKind.of(key) == KeyKind.PLAYGROUND) {
            throw notOwn("the playground's key ends when you sign out");
        }
    }

    private static GatewayException notOwn(String message) {
        return new GatewayException(GatewayError.of(Kind.FORBIDDEN, message).withCode("not_own_key"));
    }

    private static GatewayException exceeds(String field) {
        return new GatewayException(GatewayError.of(
                        Kind.FORBIDDEN, field + " goes beyond what you were given yourself; see /api/keys/terms")
                .withCode("exceeds_granter")
                .at(field));
    }
}
