package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads the events of one streamed answer as OpenAI's chunks. One per answer; not thread safe. */
interface ChunkReader {

    /**
     * Reads the next event.
     *
     * @param event its name, empty if it has none
     * @return null if it says nothing to the caller
     */
    @Nullable
    ObjectNode read(String event, JsonNode data);

    /** Whether the last event has been read, so that the rest of the body does not matter. */
    boolean isDone();
}
