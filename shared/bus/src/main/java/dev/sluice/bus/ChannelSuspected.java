package dev.sluice.bus;

/**
 * News of a refusal for which a rule would disable a key: whoever follows the rules is to try it once more.
 *
 * @param key the id of the channel's key
 */
public record ChannelSuspected(String channelId, String key) {}
