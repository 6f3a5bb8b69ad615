package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants different in a channel's requests and refusals, beyond what its dialect and its provider's preset
 * make of them. A channel without any costs nothing.
 *
 * @param headers of requests, in this order
 * @param body changes of requests' bodies as the upstream gets them, in this order
 * @param statusMapping status of a refusal → the status as which it is read
 * @param systemPrompt absent to leave what callers say alone
 */
public record Shaping(
        List<HeaderRule> headers,
        List<BodyRule> body,
        Map<Integer, Integer> statusMapping,
        @Nullable SystemPrompt systemPrompt) {
    public static final Shaping NONE = new Shaping(List.of(), List.of(), Map.of(), null);

    public Shaping {
        headers = List.copyOf(headers);
        body = List.copyOf(body);
        statusMapping = Map.copyOf(statusMapping);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
