package dev.sluice.model.call;

/**
 * What was said up to and with a kept answer? Only its owner is told.
 *
 * @param asking whose key asks, and from where
 * @param response id of the answer, as its caller knows it
 */
public record Recall(Identification asking, String response) {}
