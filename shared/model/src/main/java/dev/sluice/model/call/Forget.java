package dev.sluice.model.call;

/**
 * Forget a kept answer. Only its owner can ask for that.
 *
 * @param asking whose key asks, and from where
 * @param response id of the answer, as its caller knows it
 */
public record Forget(Identification asking, String response) {}
