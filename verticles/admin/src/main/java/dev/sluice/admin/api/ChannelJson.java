package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Json;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.store.ShapingJson;
import java.util.TreeMap;

/** How management shows a channel: all of it but its secrets. */
final class ChannelJson {
    private ChannelJson() {}

    /**
     * As JSON.
     *
     * @param keys how many it has, disabled ones too
     */
    static ObjectNode write(Channel channel, boolean hasSecret, int keys) {
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
                .put("concurrency", channel.limits().concurrency())
                .put("key_choice", channel.keys().choice().word())
                .put("keys", keys);
        channel.models().forEach(json.putArray("models")::add);
        channel.modelPatterns().forEach(json.putArray("model_patterns")::add);
        channel.groups().stream().sorted().forEach(json.putArray("groups")::add);
        ProbingForm.write(channel, json);
        ObjectNode parameters = json.putObject("parameters");
        new TreeMap<>(channel.parameters()).forEach(parameters::put);
        json.set("timeouts", write(channel.timeouts()));
        ObjectNode byModel = json.putObject("model_timeouts");
        new TreeMap<>(channel.modelTimeouts()).forEach((model, timeouts) -> byModel.set(model, write(timeouts)));
        json.setAll(ShapingJson.write(channel.shaping()));
        channel.labels().tags().forEach(json.putArray("tags")::add);
        json.put("notes", channel.labels().notes());
        ProxyServer proxy = channel.proxy();
        json.put("proxy", proxy == null ? null : proxy.url());
        json.put("proxy_private_addresses", proxy != null && proxy.privateAddresses());
        return json;
    }

    private static ObjectNode write(TimeoutOverrides timeouts) {
        return Json.object()
                .put("connect", Times.text(timeouts.connect()))
                .put("first_content", Times.text(timeouts.firstContent()))
                .put("between_chunks", Times.text(timeouts.betweenChunks()))
                .put("total", Times.text(timeouts.total()));
    }
}
