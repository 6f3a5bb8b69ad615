package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a dialect made of an answer.
 *
 * @param text all words of the answer
 * @param reasoning all thoughts that were shown
 * @param calls of tools, in order
 * @param ended whether the answer came to the end that the dialect's SDKs wait for
 * @param finish {@code stop}, {@code tool} or {@code length}; anything else as the dialect has it
 * @param prompt tokens of the prompt, cached ones included, -1 if not told
 * @param cached those that came from a cache, -1 if the dialect does not tell
 * @param completion tokens of output, reasoning included, -1 if not told
 * @param error what the error says in the dialect's own shape, absent if there was none
 * @param turn what the client must put back into the conversation: the assistant's message or messages, as the dialect's
 *     SDKs would send them back
 */
public record Heard(
        String text,
        String reasoning,
        List<HeardCall> calls,
        boolean ended,
        String finish,
        long prompt,
        long cached,
        long completion,
        @Nullable HeardError error,
        @Nullable JsonNode turn) {

    /** A tool call; its arguments have been parsed, so they were valid JSON. */
    public record HeardCall(String id, String name, JsonNode arguments) {}

    /**
     * An error.
     *
     * @param kind the dialect's word for its class, such as {@code invalid_request_error} or {@code INVALID_ARGUMENT}
     */
    public record HeardError(String kind, String message) {}
}
