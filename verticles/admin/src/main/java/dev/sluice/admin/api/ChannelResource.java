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
import dev.sluice.store.Channels;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Secret login = ProxyForm.apply(fields, null).login();
        store.by(request.author()).channels().create(channel, secret, login);
        return Answer.json(201, ChannelJson.write(channel, secret != null, secret == null ? 0 : 1));
    }

    Answer list(ApiRequest request) {
        ChannelFilter filter = ChannelFilter.of(request);
        List<Channel> found = channels.list().stream().filter(filter::takes).toList();
        Map<String, Integer> keys = channels.keys().counts();
        return Answer.json(
                200,
                Paging.list(
                        found,
                        channel -> ChannelJson.write(
                                channel, channels.hasSecret(channel.id()), keys.getOrDefault(channel.id(), 0))));
    }

    Answer changeAll(ApiRequest request) {
        BulkEdit edit = BulkEdit.of(request.fields(Set.of("ids", "tag", "set", "dry_run")));
        changing.lock();
        try {
            List<Channel> all = channels.list();
            edit.check(all);
            List<Channel> changed = edit.rehearsal()
                    ? all.stream()
                            .filter(edit::selects)
                            .filter(channel -> !edit.apply(channel).equals(channel))
                            .sorted(Comparator.comparing(Channel::id))
                            .toList()
                    : store.by(request.author()).channels().changeAll(edit::selects, edit::apply);
            ObjectNode json = Json.object().put("dry_run", edit.rehearsal());
            changed.stream().map(Channel::id).forEach(json.putArray("changed")::add);
            return Answer.json(200, json);
        } finally {
            changing.unlock();
        }
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
            Secret login = ProxyForm.apply(fields, old.proxy()).login();
            if (!store.by(request.author()).channels().update(changed, secret, login)) {
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
        int keys = channels.keys().counts().getOrDefault(channel.id(), 0);
        return ChannelJson.write(channel, channels.hasSecret(channel.id()), keys);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such channel");
    }
}
