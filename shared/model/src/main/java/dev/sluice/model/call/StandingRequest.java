package dev.sluice.model.call;

/**
 * How does a key stand? Only who shows the key is told.
 *
 * @param asking whose key asks, and from where
 * @param fromMillis what was used from the day of this moment on is told by model; 0 means ever since the key was made
 * @param toMillis up to the day before this moment's, or with it if the moment is not a day's beginning
 */
public record StandingRequest(Identification asking, long fromMillis, long toMillis) {}
