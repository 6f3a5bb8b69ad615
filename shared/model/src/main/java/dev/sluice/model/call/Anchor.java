package dev.sluice.model.call;

/**
 * What ties a call to others, as hashes of it.
 *
 * @param session of what its caller calls the session, else of how the conversation begins
 * @param prefix of how the prompt begins, whoever the caller is
 */
public record Anchor(long session, long prefix) {}
