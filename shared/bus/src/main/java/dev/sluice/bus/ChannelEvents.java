package dev.sluice.bus;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What befell one channel lately, newest first, as one node's router has seen it. */
public record ChannelEvents(String node, List<Event> events) {
    public static final String RESTED = "rested";
    public static final String RETURNED = "returned";
    public static final String DISABLED = "disabled";
    public static final String ENABLED = "enabled";

    public ChannelEvents {
        events = List.copyOf(events);
    }

    /**
     * One of them.
     *
     * @param what {@link #RESTED}, {@link #RETURNED}, {@link #DISABLED} or {@link #ENABLED}
     * @param key the id of the key that it befell; absent if it was the channel as a whole
     * @param model the upstream's name of it; absent if it was all of them
     * @param reason for people
     */
    public record Event(
            Instant at,
            String what,
            @Nullable String key,
            @Nullable String model,
            String reason) {}
}
