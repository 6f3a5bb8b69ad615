package dev.sluice.bus;

/**
 * Asks a node's router how its channels do; made to be asked of each node.
 *
 * @param channelId of the one that is meant; empty for all
 */
public record ChannelsRequest(String channelId) {}
