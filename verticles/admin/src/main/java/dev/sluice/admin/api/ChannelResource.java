package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.bus.Balance;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.store.Channels;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@code /api/channels}: accounts at upstreams. A channel's secret can be written, and never read. */
final class ChannelResource {
    private final Store store;
    private final Channels channels;
    private final ChannelForm form;
    private final UpstreamDesk upstreams;
    /** Held while a channel is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    ChannelResource(Store store, ChannelForm form, UpstreamDesk upstreams) {
        this.store = store;
        this.channels = store.channels();
        this.form = form;
        this.upstreams = upstreams;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(ChannelForm.WRITABLE).require("name", "provider");
        Channel channel = form.apply(fields, ChannelForm.blank(RandomText.id("ch_")));
        Secret secret = secret(fields);
        store.by(request.author()).channels().create(channel, secret);
        return Answer.json(201, write(channel, secret != null));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(channels.list(), this::write));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer balance(ApiRequest request) {
        Channel channel = existing(request.id());
        Balance balance = upstreams.balance(channel.id());
        return Answer.json(
                200,
                Json.object()
                        .put("channel", channel.id())
                        .put("amount", balance.amount())
                        .put("unit", balance.unit()));
    }

    Answer upstreamModels(ApiRequest request) {
        Channel channel = existing(request.id());
        ObjectNode json = Json.object().put("channel", channel.id());
        upstreams.models(channel.id()).forEach(json.putArray("data")::add);
        return Answer.json(200, json);
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(ChannelForm.WRITABLE);
        changing.lock();
        try {
            Channel old = existing(request.id());
            Channel changed = form.apply(fields, old);
            Secret secret = secret(fields);
            checkSecretStays(old, changed, secret);
            if (!store.by(request.author()).channels().update(changed, secret)) {
                throw unknown();
            }
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    Answer delete(ApiRequest request) {
        if (!store.by(request.author()).channels().delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    /** Else whoever may write channels could have their secrets sent to a host of their own. */
    private void checkSecretStays(Channel old, Channel changed, @Nullable Secret secret) {
        boolean moves = !ChannelForm.origin(old).equals(ChannelForm.origin(changed));
        if (moves && secret == null && channels.hasSecret(old.id())) {
            throw Value.wrong("secret", "must be given anew when a channel is moved to another host");
        }
    }

    private static @Nullable Secret secret(Fields fields) {
        String secret = fields.has("secret") ? fields.required("secret", ChannelForm.SECRET) : null;
        return secret == null ? null : new Secret(secret);
    }

    private Channel existing(String id) {
        return channels.get(id).orElseThrow(ChannelResource::unknown);
    }

    private ObjectNode write(Channel channel) {
        return write(channel, channels.hasSecret(channel.id()));
    }

    private static ObjectNode write(Channel channel, boolean hasSecret) {
        ObjectNode json = Json.object()
                .put("id", channel.id())
                .put("name", channel.name())
                .put("provider", channel.provider())
                .put("base_url", channel.baseUrl())
                .put("has_secret", hasSecret)
                .put("list_upstream", channel.listUpstream())
                .put("priority", channel.priority())
                .put("weight", channel.weight())
                .put("enabled", channel.enabled())
                .put("private_addresses", channel.privateAddresses())
                .put("requests_per_minute", channel.limits().requestsPerMinute())
                .put("tokens_per_minute", channel.limits().tokensPerMinute())
                .put("concurrency", channel.limits().concurrency());
        channel.models().forEach(json.putArray("models")::add);
        channel.modelPatterns().forEach(json.putArray("model_patterns")::add);
        channel.groups().stream().sorted().forEach(json.putArray("groups")::add);
        ObjectNode mapping = json.putObject("model_mapping");
        new TreeMap<>(channel.modelMapping()).forEach(mapping::put);
        ObjectNode parameters = json.putObject("parameters");
        new TreeMap<>(channel.parameters()).forEach(parameters::put);
        json.set("timeouts", write(channel.timeouts()));
        ObjectNode byModel = json.putObject("model_timeouts");
        new TreeMap<>(channel.modelTimeouts()).forEach((model, timeouts) -> byModel.set(model, write(timeouts)));
        return json;
    }

    private static ObjectNode write(TimeoutOverrides timeouts) {
        return Json.object()
                .put("connect", Times.text(timeouts.connect()))
                .put("first_content", Times.text(timeouts.firstContent()))
                .put("between_chunks", Times.text(timeouts.betweenChunks()))
                .put("total", Times.text(timeouts.total()));
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such channel");
    }
}
