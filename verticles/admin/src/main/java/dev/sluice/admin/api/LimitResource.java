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
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.RateLimit;
import dev.sluice.store.RateLimits;
import dev.sluice.store.Store;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** {@code /api/limits}: how often users, groups and models may be called for. A key's limits are fields of the key. */
final class LimitResource {
    static final Set<String> PATCHABLE = Set.of("requests_per_minute", "tokens_per_minute", "concurrency");
    static final Set<String> CREATABLE =
            Set.of("scope", "subject", "requests_per_minute", "tokens_per_minute", "concurrency");

    private static final Reader<String> SUBJECT = Values.text(200);
    private static final Reader<Long> MOST = Values.whole(1, 1_000_000_000_000L);

    private final Store store;
    private final RateLimits limits;
    /** Held while limits are read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    LimitResource(Store store) {
        this.store = store;
        this.limits = store.accounts().rateLimits();
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("scope", "subject");
        Scope scope = fields.required("scope", Words.of(Scope.class));
        String subject = fields.required("subject", SUBJECT);
        check(scope, subject);
        RateLimit limit = new RateLimit(RandomText.id("lim_"), scope, subject, most(fields, KeyLimits.NONE));
        editing(request).create(limit);
        return Answer.json(201, write(limit));
    }

    private RateLimits editing(ApiRequest request) {
        return store.by(request.author()).accounts().rateLimits();
    }

    private void check(Scope scope, String subject) {
        boolean there = switch (scope) {
            case KEY ->
                throw Value.wrong("scope", "must be user, group or model; a key's limits are fields of the key");
            case USER -> store.users().get(subject).isPresent();
            case GROUP -> store.accounts().groups().get(subject).isPresent();
            case MODEL -> true;
        };
        if (!there) {
            throw Value.wrong("subject", "must be a " + Words.of(scope) + " that is there");
        }
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(limits::list, LimitResource::write);
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        changing.lock();
        try {
            RateLimit old = existing(request.id());
            RateLimit changed = new RateLimit(old.id(), old.scope(), old.subject(), most(fields, old.most()));
            if (!editing(request).update(changed)) {
                throw unknown();
            }
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    Answer delete(ApiRequest request) {
        if (!editing(request).delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private static KeyLimits most(Fields fields, KeyLimits old) {
        KeyLimits most = new KeyLimits(
                fields.orNull(old.requestsPerMinute(), "requests_per_minute", MOST),
                fields.orNull(old.tokensPerMinute(), "tokens_per_minute", MOST),
                fields.orNull(old.concurrency(), "concurrency", MOST));
        if (most.equals(KeyLimits.NONE)) {
            throw Value.wrong("requests_per_minute", "must be there, or tokens_per_minute, or concurrency");
        }
        return most;
    }

    private static ObjectNode write(RateLimit limit) {
        return Json.object()
                .put("id", limit.id())
                .put("scope", Words.of(limit.scope()))
                .put("subject", limit.subject())
                .put("requests_per_minute", limit.most().requestsPerMinute())
                .put("tokens_per_minute", limit.most().tokensPerMinute())
                .put("concurrency", limit.most().concurrency());
    }

    private RateLimit existing(String id) {
        return limits.get(id).orElseThrow(LimitResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such limit");
    }
}
