package dev.sluice.bus;

/**
 * News of one fact, told when it was learned.
 *
 * @param version of this message; a reader takes what it knows of any
 * @param node that learned it
 */
public record ChannelRefused(int version, String node, ChannelFact fact) {}
