package dev.sluice.model.chat;

/** How the events of an answer stand in its body. */
public enum Framing {
    /** No events: the answer is one JSON document. */
    WHOLE,
    /** Server-sent events. */
    SSE,
    /** One JSON array whose items come one by one (Gemini without {@code alt=sse}). */
    JSON_ARRAY,
    /** {@code application/vnd.amazon.eventstream}: binary messages with checksums. */
    AWS
}
