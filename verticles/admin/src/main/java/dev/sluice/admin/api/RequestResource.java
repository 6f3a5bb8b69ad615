package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Requests;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** {@code /api/requests}: what has been asked, how it ended, what it cost. Newest first. */
final class RequestResource {
    private final Requests requests;

    RequestResource(Requests requests) {
        this.requests = requests;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("key_id", "limit", "after"));
        String keyId = Paging.token(request, "key_id");
        return Paging.of(request).answer((after, limit) -> requests.list(keyId, after, limit), RequestResource::write);
    }

    Answer get(ApiRequest request) {
        RequestRow row = requests.get(request.id())
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "there is no such request"));
        return Answer.json(200, write(row));
    }

    private static ObjectNode write(RequestRow row) {
        ObjectNode json = Json.object()
                .put("call_id", row.callId())
                .put("request_id", row.requestId())
                .put("arrived_at", Instant.ofEpochMilli(row.arrivedAtMillis()).toString())
                .put("key_id", row.keyId())
                .put("user_id", row.userId())
                .put("dialect", row.dialect())
                .put("operation", row.operation())
                .put("model", row.model())
                .put("stream", row.stream())
                .put("channel_id", row.channelId())
                .put("provider", row.provider())
                .put("upstream_model", row.upstreamModel())
                .put("attempts", row.attempts())
                .put("status", row.status())
                .put("error_code", row.errorCode())
                .put("end", lower(row.end()))
                .put("usage_source", lower(row.usageSource()))
                .put("price_version", row.priceVersion())
                .put("first_content_ms", row.firstContentMillis() < 0 ? null : (Long) row.firstContentMillis())
                .put("total_ms", row.totalMillis());
        json.putObject("usage")
                .put("input", row.usage().input())
                .put("cache_read", row.usage().cacheRead())
                .put("cache_write", row.usage().cacheWrite())
                .put("output", row.usage().output())
                .put("reasoning", row.usage().reasoning());
        Money.write(json, "cost", row.cost());
        return json;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
