package dev.sluice.model.call;

/**
 * The answer to a {@link Forget}.
 *
 * @param found whether the asker had an answer of this id
 */
public record Forgotten(boolean found) {}
