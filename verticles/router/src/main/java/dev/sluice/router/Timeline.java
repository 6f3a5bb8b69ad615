package dev.sluice.router;

import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelEvents.Event;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What befell one channel lately, as this node has seen it; the oldest is forgotten first. Thread safe. */
final class Timeline {
    static final int MOST = 200;

    private final InstantSource clock;
    private final Deque<Event> newestFirst = new ArrayDeque<>();

    Timeline(InstantSource clock) {
        this.clock = clock;
    }

    /** Something has gone to rest. */
    void rested(@Nullable String key, @Nullable String model, RestReason reason) {
        add(new Event(clock.instant(), ChannelEvents.RESTED, key, model, reason.text()));
    }

    /** Something works again. */
    void returned(@Nullable String key, @Nullable String model) {
        add(new Event(clock.instant(), ChannelEvents.RETURNED, key, model, "works again"));
    }

    /**
     * The configuration says now whether it is in use.
     *
     * @param key absent if it is the channel
     * @param why a rule did it; absent if somebody did
     */
    void switched(boolean enabled, @Nullable String key, @Nullable String why) {
        String what = enabled ? ChannelEvents.ENABLED : ChannelEvents.DISABLED;
        String reason = why == null ? "the configuration was changed" : "by rule: " + why;
        add(new Event(clock.instant(), what, key, null, reason));
    }

    private synchronized void add(Event event) {
        if (newestFirst.size() >= MOST) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(event);
    }

    synchronized List<Event> newestFirst() {
        return List.copyOf(newestFirst);
    }
}
