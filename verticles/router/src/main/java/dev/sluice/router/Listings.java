package dev.sluice.router;

import dev.sluice.bus.ModelsListed;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * What upstreams said they serve, by channel. Thread safe.
 *
 * <p>It may be told of a channel before the catalog with that channel arrives, so channels that are not known yet are kept
 * too, up to a number.
 */
final class Listings {
    static final int MOST_CHANNELS = 10_000;
    static final int MOST_MODELS = 10_000;
    private static final int LONGEST_NAME = 256;

    private final Map<String, Set<String>> byChannel = new ConcurrentHashMap<>();
    private final AtomicBoolean changed = new AtomicBoolean();

    /** Takes news; answers whether it says anything new. */
    boolean hear(ModelsListed news) {
        boolean roomLeft = byChannel.containsKey(news.channelId()) || byChannel.size() < MOST_CHANNELS;
        Set<String> models = news.models().stream()
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
                .limit(MOST_MODELS)
                .collect(Collectors.toUnmodifiableSet());
        if (!roomLeft || models.equals(byChannel.put(news.channelId(), models))) {
            return false;
        }
        changed.set(true);
        return true;
    }

    Set<String> of(String channelId) {
        return byChannel.getOrDefault(channelId, Set.of());
    }

    /** Whether anything new was heard since this was last asked. */
    boolean takeChanged() {
        return changed.getAndSet(false);
    }

    void forget(String channelId) {
        byChannel.remove(channelId);
    }
}
