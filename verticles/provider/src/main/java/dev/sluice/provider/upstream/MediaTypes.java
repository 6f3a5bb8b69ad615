package dev.sluice.provider.upstream;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;

/** What answers are called in {@code accept} and {@code content-type}. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String AWS_EVENTS = "application/vnd.amazon.eventstream";

    private MediaTypes() {}

    public static String of(Framing framing) {
        return switch (framing) {
            case WHOLE, JSON_ARRAY -> JSON;
            case SSE -> EVENTS;
            case AWS -> AWS_EVENTS;
        };
    }

    /** The framing in which upstreams of this dialect stream, when they are asked as the gateway asks them. */
    public static Framing streamsOf(Dialect dialect) {
        return switch (dialect) {
            case OPENAI, RESPONSES, ANTHROPIC, GEMINI, COHERE -> Framing.SSE;
            case BEDROCK -> Framing.AWS;
        };
    }
}
