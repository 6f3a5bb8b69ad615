package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.bus.LimitsAsked;
import dev.sluice.bus.LimitsLeft;
import dev.sluice.bus.LimitsLeft.Left;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Page;
import dev.sluice.store.RateLimit;
import dev.sluice.store.RateLimits;
import dev.sluice.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@code /api/limits}: how often users, groups and models may be called for. A key's limits are fields of the key. */
final class LimitResource {
    static final Set<String> PATCHABLE = Set.of("requests_per_minute", "tokens_per_minute", "concurrency");
    static final Set<String> CREATABLE =
            Set.of("scope", "subject", "requests_per_minute", "tokens_per_minute", "concurrency");

    private static final Reader<String> SUBJECT = Values.text(200);
    private static final Reader<Long> MOST = Values.whole(1, 1_000_000_000_000L);

    private final Store store;
    private final RateLimits limits;
    private final LimitReader reader;
    /** Held while limits are read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    LimitResource(Store store, LimitReader reader) {
        this.store = store;
        this.reader = reader;
        this.limits = store.accounts().rateLimits();
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("scope", "subject");
        Scope scope = fields.required("scope", Words.of(Scope.class));
        String subject = fields.required("subject", SUBJECT);
        check(scope, subject);
        RateLimit limit = new RateLimit(RandomText.id("lim_"), scope, subject, most(fields, KeyLimits.NONE));
        editing(request).create(limit);
        return Answer.json(201, shown(limit));
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
        Map<String, Left> left = new HashMap<>();
        return Paging.of(request)
                .answer(
                        (after, most) -> {
                            Page<RateLimit> page = limits.list(after, most);
                            left.putAll(left(page.items()));
                            return page;
                        },
                        limit -> write(limit, left.get(limit.id())));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, shown(existing(request.id())));
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
            return Answer.json(200, shown(changed));
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

    private ObjectNode shown(RateLimit limit) {
        return write(limit, left(List.of(limit)).get(limit.id()));
    }

    /** What is left of limits by their ids; nothing of any where nobody answers. */
    private Map<String, Left> left(List<RateLimit> asked) {
        Map<String, Left> left = new HashMap<>();
        LimitsAsked question = new LimitsAsked(asked.stream()
                .map(limit -> new LimitsAsked.Asked(limit.scope(), limit.subject(), limit.most()))
                .toList());
        for (LimitsLeft answer : asked.isEmpty() ? List.<LimitsLeft>of() : reader.ask(question)) {
            for (int i = 0; i < Math.min(asked.size(), answer.limits().size()); i++) {
                left.merge(asked.get(i).id(), answer.limits().get(i), Left::and);
            }
        }
        return left;
    }

    private static ObjectNode write(RateLimit limit, @Nullable Left left) {
        ObjectNode json = Json.object()
                .put("id", limit.id())
                .put("scope", Words.of(limit.scope()))
                .put("subject", limit.subject())
                .put("requests_per_minute", limit.most().requestsPerMinute())
                .put("tokens_per_minute", limit.most().tokensPerMinute())
                .put("concurrency", limit.most().concurrency());
        json.set(
                "remaining",
                left == null
                        ? NullNode.getInstance()
                        : Json.object()
                                .put("requests", left.requests())
                                .put("tokens", left.tokens())
                                .put("concurrency", left.concurrency()));
        return json;
    }

    private RateLimit existing(String id) {
        return limits.get(id).orElseThrow(LimitResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such limit");
    }
}
