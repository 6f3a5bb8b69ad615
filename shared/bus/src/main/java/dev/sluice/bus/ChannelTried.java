package dev.sluice.bus;

import dev.sluice.model.call.Outcome;

/**
 * News of a trial of a channel that was no caller's request.
 *
 * @param node that made it
 * @param why {@link #BY_HAND} or {@link #PROBE}
 */
public record ChannelTried(String node, String why, Outcome outcome) {
    public static final String BY_HAND = "hand";
    public static final String PROBE = "probe";
}
