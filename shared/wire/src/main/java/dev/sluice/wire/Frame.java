package dev.sluice.wire;

import dev.sluice.model.Bytes;

/**
 * One event of a streamed answer, cut out of its framing.
 *
 * @param name its event name, empty if it has none
 * @param failed whether the framing itself marks it as a failure (AWS exceptions)
 * @param data its payload
 * @param whole the event as it came, framing included
 */
public record Frame(String name, boolean failed, Bytes data, Bytes whole) {}
