package dev.sluice.model.call;

import dev.sluice.model.chat.Usage;

/**
 * What one answer of a channel used, told to the router where it has asked for it.
 *
 * @param model as callers name it
 */
public record UsageSeen(String channelId, String model, Usage usage) {}
