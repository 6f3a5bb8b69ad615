package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/**
 * What an upstream gives that takes a call and answers it elsewhere. Its URLs are the upstream's words: nobody has judged
 * them.
 *
 * @param isPending whether the answer is still being made; else it came with the ticket
 * @param look URL of the ticket as it stands then, with the answer once that is made; null if none is named
 * @param stream URL of the answer as events; null if it cannot be had in events
 * @param cancel URL to which a {@code POST} ends the work; null if none is named
 */
public record Ticket(
        boolean isPending,
        @Nullable String look,
        @Nullable String stream,
        @Nullable String cancel) {}
