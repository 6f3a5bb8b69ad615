package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Groups;
import dev.sluice.store.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An API key as JSON, as it is read and as it is shown. */
record KeyForm(Ledger ledger, Clock clock) {
    /** What users may say of keys of their own. */
    static final Set<String> OWN = Set.of(
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

    static final Set<String> PATCHABLE = plus(OWN, "may_explain");
    static final Set<String> CREATABLE = plus(PATCHABLE, "user_id");

    static final Reader<String> GROUP = Values.matching(
            Pattern.compile("[A-Za-z0-9._-]{1,64}"), "must have 1 to 64 letters, digits, '.', '_' or '-'");
    static final int HINT_LENGTH = 8;
    private static final Reader<Long> LIMIT = Values.whole(1, 1_000_000_000_000L);

    /**
     * What a key is before anything is said of it.
     *
     * @param secret the key itself, of which the beginning is kept
     */
    ApiKey blank(String id, String secret, String userId, KeyTerms terms) {
        return new ApiKey(
                id,
                "",
                hint(secret),
                userId,
                terms.group(),
                true,
                terms.expiresAt(),
                terms.models(),
                terms.networks(),
                KeyLimits.NONE,
                null,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    static String hint(String secret) {
        return secret.substring(0, HINT_LENGTH);
    }

    /** The key with what is said of it. */
    ApiKey apply(Fields fields, ApiKey old) {
        return new ApiKey(
                old.id(),
                fields.or(old.name(), "name", Values.text(100)),
                old.hint(),
                old.userId(),
                fields.or(old.group(), Groups.DEFAULT, "group", GROUP),
                fields.or(old.enabled(), "enabled", Values.flag()),
                fields.orNull(old.expiresAt(), "expires_at", Times.after(clock.instant())),
                fields.or(old.models(), List.of(), "models", Values.list(500, Values.text(200))),
                fields.or(old.networks(), List.of(), "networks", Values.list(200, Networks.cidr())),
                limits(fields, old.limits()),
                fields.orNull(old.budget(), "budget", Money.notNegative()),
                old.createdAt(),
                fields.or(old.mayExplain(), "may_explain", Values.flag()));
    }

    private static KeyLimits limits(Fields fields, KeyLimits old) {
        return new KeyLimits(
                fields.orNull(old.requestsPerMinute(), "requests_per_minute", LIMIT),
                fields.orNull(old.tokensPerMinute(), "tokens_per_minute", LIMIT),
                fields.orNull(old.concurrency(), "concurrency", LIMIT));
    }

    ObjectNode write(ApiKey key) {
        ObjectNode json = Json.object()
                .put("id", key.id())
                .put("name", key.name())
                .put("kind", KeyKind.of(key).name().toLowerCase(Locale.ROOT))
                .put("hint", key.hint())
                .put("user_id", key.userId())
                .put("group", key.group())
                .put("enabled", key.enabled())
                .put("may_explain", key.mayExplain())
                .put("expires_at", text(key.expiresAt()))
                .put("created_at", key.createdAt().toString())
                .put("requests_per_minute", key.limits().requestsPerMinute())
                .put("tokens_per_minute", key.limits().tokensPerMinute())
                .put("concurrency", key.limits().concurrency());
        key.models().forEach(json.putArray("models")::add);
        key.networks().forEach(json.putArray("networks")::add);
        writeBudget(json, key);
        return json;
    }

    static ObjectNode write(KeyTerms terms) {
        ObjectNode json = Json.object().put("group", terms.group()).put("expires_at", text(terms.expiresAt()));
        terms.models().forEach(json.putArray("models")::add);
        terms.networks().forEach(json.putArray("networks")::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    /** The key's account holds what is left of its budget. */
    private void writeBudget(ObjectNode json, ApiKey key) {
        NanoDollars budget = key.budget();
        NanoDollars left = budget == null
                ? null
                : ledger.balance(Account.ofKey(key.id())).map(Balance::posted).orElse(budget);
        Money.write(json, "budget", budget);
        Money.write(json, "spent", budget == null || left == null ? null : budget.minus(left));
        Money.write(json, "left", left);
    }

    private static Set<String> plus(Set<String> names, String more) {
        Set<String> all = new TreeSet<>(names);
        all.add(more);
        return Set.copyOf(all);
    }
}
