package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Groups;
import dev.sluice.store.Store;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** {@code /api/keys}: API keys and what their holders may do. A key itself is shown once, when it is made. */
final class KeyResource {
    static final Set<String> PATCHABLE = Set.of(
            "name",
            "group",
            "models",
            "networks",
            "requests_per_minute",
            "tokens_per_minute",
            "concurrency",
            "budget",
            "expires_at",
            "enabled");
    static final Set<String> CREATABLE = plus(PATCHABLE, "user_id");

    static final Reader<String> GROUP = Values.matching(
            Pattern.compile("[A-Za-z0-9._-]{1,64}"), "must have 1 to 64 letters, digits, '.', '_' or '-'");
    static final String DEFAULT_GROUP = Groups.DEFAULT;
    private static final Reader<String> USER_ID =
            Values.matching(Pattern.compile("[A-Za-z0-9_.:-]{1,64}"), "must be the id of a user");
    private static final Reader<Long> LIMIT = Values.whole(1, 1_000_000_000_000L);
    private static final int HINT_LENGTH = 8;

    private final Store store;
    private final Vault vault;
    private final Clock clock;
    /** Held while a key is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    KeyResource(Store store, Vault vault, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("name");
        String userId = fields.or(Users.ADMIN, "user_id", USER_ID);
        if (store.users().get(userId).isEmpty()) {
            throw Value.wrong("user_id", "must be the id of a user");
        }
        String secret = RandomText.secret("sk-");
        ApiKey key = checked(apply(fields, blank(userId, secret.substring(0, HINT_LENGTH))));
        store.by(request.author()).keys().create(key, vault.digestApiKey(secret));
        return Answer.json(201, write(key).put("key", secret));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(store.keys()::list, this::write);
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        return change(request, key -> fields.has("group") ? checked(apply(fields, key)) : apply(fields, key));
    }

    Answer disable(ApiRequest request) {
        request.refuseFields();
        return change(request, KeyResource::disabled);
    }

    Answer delete(ApiRequest request) {
        if (!store.by(request.author()).keys().delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private Answer change(ApiRequest request, UnaryOperator<ApiKey> edit) {
        changing.lock();
        try {
            ApiKey changed = edit.apply(existing(request.id()));
            if (!store.by(request.author()).keys().update(changed)) {
                throw unknown();
            }
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    private ApiKey existing(String id) {
        return store.keys().get(id).orElseThrow(KeyResource::unknown);
    }

    private ApiKey blank(String userId, String hint) {
        return new ApiKey(
                RandomText.id("key_"),
                "",
                hint,
                userId,
                store.accounts().groups().defaultOf(userId),
                true,
                null,
                List.of(),
                List.of(),
                KeyLimits.NONE,
                null,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private ApiKey apply(Fields fields, ApiKey old) {
        return new ApiKey(
                old.id(),
                fields.or(old.name(), "name", Values.text(100)),
                old.hint(),
                old.userId(),
                fields.or(old.group(), DEFAULT_GROUP, "group", GROUP),
                fields.or(old.enabled(), "enabled", Values.flag()),
                fields.orNull(old.expiresAt(), "expires_at", Times.after(clock.instant())),
                fields.or(old.models(), List.of(), "models", Values.list(500, Values.text(200))),
                fields.or(old.networks(), List.of(), "networks", Values.list(200, Networks.cidr())),
                limits(fields, old.limits()),
                fields.orNull(old.budget(), "budget", Money.notNegative()),
                old.createdAt());
    }

    private ApiKey checked(ApiKey key) {
        if (store.accounts().groups().get(key.group()).isEmpty()) {
            throw Value.wrong("group", "must be the name of a group");
        }
        return key;
    }

    private static KeyLimits limits(Fields fields, KeyLimits old) {
        return new KeyLimits(
                fields.orNull(old.requestsPerMinute(), "requests_per_minute", LIMIT),
                fields.orNull(old.tokensPerMinute(), "tokens_per_minute", LIMIT),
                fields.orNull(old.concurrency(), "concurrency", LIMIT));
    }

    private static ApiKey disabled(ApiKey key) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.hint(),
                key.userId(),
                key.group(),
                false,
                key.expiresAt(),
                key.models(),
                key.networks(),
                key.limits(),
                key.budget(),
                key.createdAt());
    }

    private ObjectNode write(ApiKey key) {
        ObjectNode json = Json.object()
                .put("id", key.id())
                .put("name", key.name())
                .put("hint", key.hint())
                .put("user_id", key.userId())
                .put("group", key.group())
                .put("enabled", key.enabled())
                .put(
                        "expires_at",
                        key.expiresAt() == null ? null : key.expiresAt().toString())
                .put("created_at", key.createdAt().toString())
                .put("requests_per_minute", key.limits().requestsPerMinute())
                .put("tokens_per_minute", key.limits().tokensPerMinute())
                .put("concurrency", key.limits().concurrency());
        key.models().forEach(json.putArray("models")::add);
        key.networks().forEach(json.putArray("networks")::add);
        writeBudget(json, key);
        return json;
    }

    /** The key's account holds what is left of its budget. */
    private void writeBudget(ObjectNode json, ApiKey key) {
        NanoDollars budget = key.budget();
        NanoDollars left = budget == null
                ? null
                : store.ledger()
                        .balance(Account.ofKey(key.id()))
                        .map(Balance::posted)
                        .orElse(budget);
        Money.write(json, "budget", budget);
        Money.write(json, "spent", budget == null || left == null ? null : budget.minus(left));
        Money.write(json, "left", left);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such key");
    }

    private static Set<String> plus(Set<String> names, String more) {
        Set<String> all = new TreeSet<>(names);
        all.add(more);
        return Set.copyOf(all);
    }
}
