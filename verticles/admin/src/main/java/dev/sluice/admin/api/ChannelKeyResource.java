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
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelStates.KeyState;
import dev.sluice.bus.ChannelStates.Resting;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import dev.sluice.store.UpstreamKeys;
import dev.sluice.store.UpstreamKeys.NewKey;
import dev.sluice.store.UpstreamKeys.UpstreamKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/channels/{id}/keys}: the keys of a channel, of which the first is its own secret. They are never read. */
final class ChannelKeyResource {
    private static final int MOST_AT_ONCE = 200;
    private static final Reader<String> NAME = Values.text(100);

    private final Store store;
    private final UpstreamKeys keys;
    private final UpstreamDesk upstreams;
    private final Clock clock;
    /** Held while a key is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    ChannelKeyResource(Store store, UpstreamDesk upstreams, Clock clock) {
        this.store = store;
        this.keys = store.channels().keys();
        this.upstreams = upstreams;
        this.clock = clock;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        existing(request.id());
        Map<String, KeyState> states = states(request.id());
        return Answer.json(200, Paging.list(keys.list(request.id()), key -> write(key, states.get(key.id()))));
    }

    /** One with its name, or many whose names are made. */
    Answer add(ApiRequest request) {
        Fields fields = request.fields(Set.of("name", "secret", "secrets"));
        existing(request.id());
        boolean many = fields.has("secrets");
        changing.lock();
        try {
            List<NewKey> fresh = many ? named(request.id(), fields) : List.of(one(fields));
            if (!store.by(request.author()).channels().keys().add(request.id(), fresh)) {
                throw unknown("channel");
            }
            Set<String> ids = fresh.stream().map(NewKey::id).collect(Collectors.toSet());
            List<ObjectNode> written = keys.list(request.id()).stream()
                    .filter(key -> ids.contains(key.id()))
                    .map(key -> write(key, null))
                    .toList();
            return Answer.json(201, many ? Paging.list(written, Function.identity()) : written.getFirst());
        } finally {
            changing.unlock();
        }
    }

    private static NewKey one(Fields fields) {
        String name = fields.required("name", NAME);
        if (name.equals(ChannelKeys.MAIN)) {
            throw Value.wrong("name", "must not be " + ChannelKeys.MAIN + ", which is the channel's own secret");
        }
        return new NewKey(newId(), name, new Secret(fields.required("secret", ChannelForm.SECRET)));
    }

    private List<NewKey> named(String channelId, Fields fields) {
        if (fields.has("name") || fields.has("secret")) {
            throw Value.wrong("secrets", "must not be given beside a name or a secret");
        }
        List<String> secrets = fields.required("secrets", Values.list(MOST_AT_ONCE, ChannelForm.SECRET));
        if (secrets.isEmpty()) {
            throw Value.wrong("secrets", "must have at least one");
        }
        List<UpstreamKey> present = keys.list(channelId);
        Set<String> taken = present.stream().map(UpstreamKey::name).collect(Collectors.toCollection(HashSet::new));
        List<NewKey> fresh = new ArrayList<>();
        int number = present.size();
        for (String secret : secrets) {
            String name;
            do {
                name = "key " + ++number;
            } while (!taken.add(name));
            fresh.add(new NewKey(newId(), name, new Secret(secret)));
        }
        return fresh;
    }

    private static String newId() {
        return RandomText.id("ck_");
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(Set.of("name", "enabled"));
        changing.lock();
        try {
            UpstreamKey old = key(request);
            UpstreamKey changed = old.named(fields.or(old.name(), "name", NAME));
            if (old.id().equals(ChannelKeys.MAIN) && !changed.name().equals(old.name())) {
                throw Value.wrong("name", "of the channel's own secret cannot be changed");
            }
            if (fields.has("enabled")) {
                // Whatever a rule did, from here on it is somebody's wish.
                changed = changed.switched(fields.or(old.enabled(), "enabled", Values.flag()), null);
            }
            if (!store.by(request.author()).channels().keys().update(changed)) {
                throw unknown("key");
            }
            return Answer.json(200, write(changed, states(request.id()).get(changed.id())));
        } finally {
            changing.unlock();
        }
    }

    Answer delete(ApiRequest request) {
        UpstreamKey key = key(request);
        if (!store.by(request.author()).channels().keys().delete(request.id(), key.id())) {
            throw unknown("key");
        }
        return Answer.nothing();
    }

    private UpstreamKey key(ApiRequest request) {
        existing(request.id());
        return keys.get(request.id(), request.path().getOrDefault("key", "")).orElseThrow(() -> unknown("key"));
    }

    private void existing(String channelId) {
        if (store.channels().get(channelId).isEmpty()) {
            throw unknown("channel");
        }
    }

    /** Keys can be looked after while no node routes. */
    private Map<String, KeyState> states(String channelId) {
        try {
            return upstreams.state(channelId).map(ChannelState::keys).orElse(List.of()).stream()
                    .collect(Collectors.toMap(KeyState::id, Function.identity()));
        } catch (GatewayException nobodyAnswers) {
            return Map.of();
        }
    }

    private ObjectNode write(UpstreamKey key, @Nullable KeyState state) {
        Instant created = key.createdAt();
        ObjectNode json = Json.object()
                .put("id", key.id())
                .put("name", key.name())
                .put("enabled", key.enabled())
                .put("created_at", created == null ? null : created.toString());
        if (!key.enabled()) {
            return json.put("state", "disabled")
                    .put("disabled_by", ProbingForm.disabledBy(false, key.reason()))
                    .put("reason", Optional.ofNullable(key.reason()).orElse("somebody disabled it"));
        }
        return state == null ? json.put("state", "unknown") : write(json, state.rest());
    }

    private ObjectNode write(ObjectNode json, Resting rest) {
        json.put("state", rest.state());
        if (!rest.state().equals("working")) {
            Instant until = clock.instant().plus(rest.lasts()).truncatedTo(ChronoUnit.SECONDS);
            json.put("rests_until", until.toString()).put("reason", rest.reason());
        }
        return json;
    }

    private static GatewayException unknown(String what) {
        return new GatewayException(Kind.NOT_FOUND, "there is no such " + what);
    }
}
