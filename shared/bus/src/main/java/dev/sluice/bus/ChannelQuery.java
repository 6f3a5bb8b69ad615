package dev.sluice.bus;

/** A wish to ask the upstream of a channel about itself. */
public record ChannelQuery(String channelId) {}
