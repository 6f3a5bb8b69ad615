package dev.sluice.model.call;

import dev.sluice.model.Bytes;

/**
 * Keep an answer, so that its caller can go on from it.
 *
 * @param userId whose it is
 * @param response id of the answer, as its caller knows it; one of the same id is replaced
 * @param conversation JSON of all that was said, the answer included
 */
public record Keep(String userId, String response, Bytes conversation) {}
