package dev.sluice.router;

import dev.sluice.bus.ChannelEvents.Event;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What befell each channel of the catalog, in use or not. Thread safe. */
final class Timelines {
    private final InstantSource clock;
    private final Map<String, Timeline> byChannel = new ConcurrentHashMap<>();

    Timelines(InstantSource clock) {
        this.clock = clock;
    }

    Timeline of(String channelId) {
        return byChannel.computeIfAbsent(channelId, id -> new Timeline(clock));
    }

    List<Event> newestFirst(String channelId) {
        Timeline known = byChannel.get(channelId);
        return known == null ? List.of() : known.newestFirst();
    }

    /** Notes what the newer catalog switches on and off, and forgets the channels that it does not have. */
    void follow(Catalog older, Catalog newer) {
        Map<String, Channel> before =
                older.channels().stream().collect(Collectors.toMap(Channel::id, Function.identity()));
        for (Channel channel : newer.channels()) {
            Channel was = before.get(channel.id());
            if (was != null) {
                follow(was, channel);
            }
        }
        Set<String> present = newer.channels().stream().map(Channel::id).collect(Collectors.toSet());
        byChannel.keySet().retainAll(present);
    }

    private void follow(Channel was, Channel is) {
        Timeline timeline = of(is.id());
        if (was.enabled() != is.enabled()) {
            timeline.switched(is.enabled(), null, is.switched());
        }
        Set<String> all = new HashSet<>(was.keys().ids());
        all.addAll(is.keys().ids());
        for (String key : all) {
            boolean isIn = is.keys().ids().contains(key);
            if (isIn != was.keys().ids().contains(key)) {
                timeline.switched(isIn, key, is.keys().switched().get(key));
            }
        }
    }
}
