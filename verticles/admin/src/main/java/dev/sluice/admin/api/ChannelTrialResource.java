package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Channels;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /api/channels/{id}/test} and {@code /events}: whether a channel works, and what befell it. */
final class ChannelTrialResource {
    private static final Reader<String> MODEL = Values.text(200);
    private static final Reader<String> KEY =
            Values.matching(Pattern.compile("[A-Za-z0-9_]{1,64}"), "must be the id of one of the channel's keys");

    private final Channels channels;
    private final UpstreamDesk upstreams;

    ChannelTrialResource(Channels channels, UpstreamDesk upstreams) {
        this.channels = channels;
        this.upstreams = upstreams;
    }

    Answer test(ApiRequest request) {
        Fields fields = request.fields(Set.of("model", "key", "stream"));
        checkExists(request.id());
        TrialResult result = upstreams.test(new ChannelTrial(
                request.id(),
                fields.orNull(null, "model", MODEL),
                fields.orNull(null, "key", KEY),
                fields.or(false, "stream", Values.flag())));
        return Answer.json(200, write(result));
    }

    private static ObjectNode write(TrialResult result) {
        ObjectNode json = Json.object()
                .put("ok", result.ok())
                .put("model", result.model())
                .put("key", result.key())
                .put("status", result.status())
                .put("latency_ms", result.latency().toMillis());
        if (result.firstContent() != null) {
            json.put("first_token_ms", result.firstContent().toMillis());
        }
        if (result.text() != null) {
            json.put("text", result.text());
        }
        if (result.error() != null) {
            json.put("error", result.error());
        }
        return json;
    }

    Answer events(ApiRequest request) {
        request.allowQuery(Set.of());
        checkExists(request.id());
        ChannelEvents found = upstreams.events(request.id());
        ObjectNode json = Json.object().put("node", found.node());
        ArrayNode data = json.putArray("data");
        found.events().forEach(event -> write(data.addObject(), event));
        return Answer.json(200, json);
    }

    private static void write(ObjectNode json, ChannelEvents.Event event) {
        json.put("at", event.at().toString()).put("event", event.what());
        if (event.key() != null) {
            json.put("key", event.key());
        }
        if (event.model() != null) {
            json.put("model", event.model());
        }
        json.put("reason", event.reason());
    }

    private void checkExists(String id) {
        if (channels.get(id).isEmpty()) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such channel");
        }
    }
}
