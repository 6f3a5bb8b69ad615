package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream of a dialect understood of a request.
 *
 * @param model from body or path
 * @param system all system words
 * @param users the texts of user turns
 * @param images base64 of inline pictures
 * @param tools names of the tools offered
 * @param toolSchema parameters of the first tool, as JSON Schema with lower-case types, absent if there is none
 * @param calls that the assistant made in earlier turns
 * @param results of tools: id (or name, where the dialect has no ids) and text
 * @param schema the schema that the answer must follow, absent if there is none
 * @param thinking whether thinking was asked for
 * @param signatures of thoughts that came back, in the place where this upstream looks for them
 */
public record Understood(
        String model,
        boolean stream,
        String system,
        List<String> users,
        List<String> images,
        List<String> tools,
        @Nullable JsonNode toolSchema,
        List<Heard.HeardCall> calls,
        List<Result> results,
        @Nullable JsonNode schema,
        boolean thinking,
        List<String> signatures) {

    /** What a tool gave. */
    public record Result(String callId, String text) {}
}
