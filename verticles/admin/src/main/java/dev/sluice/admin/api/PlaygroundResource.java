package dev.sluice.admin.api;

import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Principal.Means;
import dev.sluice.admin.http.Role;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code /api/playground/key}: an API key of an hour for the page on which models are tried out. A user has at most one, the
 * same for all of their tabs, and it ends when they sign out.
 */
final class PlaygroundResource {
    static final Duration LIFE = Duration.ofHours(1);
    /** One that has less left is replaced. */
    private static final Duration LEAST = Duration.ofMinutes(10);

    static final String NAME = "playground";
    private static final int ID_LETTERS = 22;
    private static final int HINT_LENGTH = 8;

    /** What a key may do. */
    private record Terms(String group, List<String> models, List<String> networks, KeyLimits limits) {
        boolean areOf(ApiKey key) {
            return equals(new Terms(key.group(), key.models(), key.networks(), key.limits()));
        }
    }

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    /** Held while a key is looked for and replaced. */
    private final ReentrantLock changing = new ReentrantLock();

    PlaygroundResource(Store store, Vault vault, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
    }

    Answer key(ApiRequest request) {
        request.refuseFields();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        refuseWhoEndsSooner(request.caller(), now.plus(LIFE));
        String userId = Objects.requireNonNull(request.caller().userId(), "a route for who is signed in has one");
        ApiKey key;
        changing.lock();
        try {
            Terms terms = terms(request.caller(), userId, now);
            key = living(userId, now).filter(terms::areOf).orElseGet(() -> renew(request, terms, now));
        } finally {
            changing.unlock();
        }
        return Answer.json(
                201,
                Json.object()
                        .put("id", key.id())
                        .put("key", secret(key.id(), key.createdAt()))
                        .put("expires_at", key.createdAt().plus(LIFE).toString()));
    }

    /** Ends the key of somebody who signs out. */
    static void end(Store store, Vault vault, String userId) {
        store.by(userId).keys().delete(id(vault, userId));
    }

    private Optional<ApiKey> living(String userId, Instant now) {
        return store.keys().get(id(vault, userId)).filter(key -> !key.isExpired(now.plus(LEAST)));
    }

    /**
     * Users are given keys by others, and get no more here than by one of them: the one with the fewest restrictions, the
     * oldest of several. What a key without a budget costs would be counted nowhere, if all of theirs have one.
     */
    private Terms terms(Principal caller, String userId, Instant now) {
        List<ApiKey> given = caller.role() == Role.USER ? KeyTerms.given(store, userId) : List.of();
        if (given.isEmpty()) {
            return new Terms(store.accounts().groups().defaultOf(userId), List.of(), List.of(), KeyLimits.NONE);
        }
        List<ApiKey> valid = given.stream()
                .filter(key -> key.enabled() && !key.isExpired(now))
                .toList();
        if (valid.isEmpty()) {
            throw new GatewayException(Kind.FORBIDDEN, "all of your keys are disabled or have expired");
        }
        return valid.stream()
                .filter(key -> key.budget() == null)
                .min(Comparator.comparing((ApiKey key) -> !key.models().isEmpty())
                        .thenComparing(key -> !key.networks().isEmpty()))
                .map(key -> new Terms(key.group(), key.models(), key.networks(), key.limits()))
                .orElseThrow(() -> new GatewayException(
                        Kind.FORBIDDEN, "each of your keys has a budget; a key of the playground would have none"));
    }

    private ApiKey renew(ApiRequest request, Terms terms, Instant now) {
        String userId = SessionResource.user(request);
        String id = id(vault, userId);
        String secret = secret(id, now);
        ApiKey key = new ApiKey(
                id,
                NAME,
                secret.substring(0, HINT_LENGTH),
                userId,
                terms.group(),
                true,
                now.plus(LIFE),
                terms.models(),
                terms.networks(),
                terms.limits(),
                null,
                now);
        store.by(request.author()).keys().delete(id);
        store.by(request.author()).keys().create(key, vault.digestApiKey(secret));
        return key;
    }

    private static String id(Vault vault, String userId) {
        return KeyKind.PLAYGROUND_PREFIX
                + digest(vault, "playground-id:" + userId).substring(0, ID_LETTERS);
    }

    /** Derived, so that every tab of the user is told the same one, and nothing is kept that could be read. */
    private String secret(String id, Instant madeAt) {
        return "sk-" + digest(vault, "playground-key:" + id + ":" + madeAt.toEpochMilli());
    }

    private static String digest(Vault vault, String text) {
        return HexFormat.of().formatHex(vault.digestToken(text).copy());
    }

    private static void refuseWhoEndsSooner(Principal caller, Instant end) {
        boolean endsSooner = switch (caller.means()) {
            case Means.Token token ->
                token.expiresAt() != null && token.expiresAt().isBefore(end);
            case Means.Session ignored -> false;
            case Means.Nothing ignored -> false;
        };
        if (endsSooner) {
            throw new GatewayException(Kind.FORBIDDEN, "this token ends sooner than the key would");
        }
    }
}
