package dev.sluice.store;

import dev.sluice.model.call.CallEnd;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are asked for.
 *
 * @param from arrived then or later
 * @param to arrived before that
 * @param statusClass first digit of the status that the caller saw
 */
public record RequestFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        Map<Dimension, String> only,
        @Nullable Integer statusClass,
        @Nullable CallEnd end) {
    public static final RequestFilter ANY = new RequestFilter(null, null, Map.of(), null, null);

    public RequestFilter {
        only = Map.copyOf(only);
        if (statusClass != null && (statusClass < 1 || statusClass > 5)) {
            throw new IllegalArgumentException("a status begins with 1 to 5");
        }
    }

    public static RequestFilter ofKey(String keyId) {
        return new RequestFilter(null, null, Map.of(Dimension.KEY, keyId), null, null);
    }

    public static RequestFilter between(Instant from, Instant to) {
        return new RequestFilter(from, to, Map.of(), null, null);
    }
}
