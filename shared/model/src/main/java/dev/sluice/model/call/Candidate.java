package dev.sluice.model.call;

import dev.sluice.model.catalog.Timeouts;

/**
 * One channel that may serve a call.
 *
 * @param upstreamModel the model's name at the upstream, after the channel's mapping
 */
public record Candidate(
        String channelId, String channelName, String provider, String upstreamModel, Timeouts timeouts) {}
