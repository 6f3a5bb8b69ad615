package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads an upstream's answer that came as one document. */
final class ResponsesResponseReader {
    /**
     * What is read, and what only repeats the request: a caller is told what it asked for itself, not what the gateway asked
     * on its behalf.
     */
    private static final Set<String> KNOWN = Set.of(
            "id",
            "object",
            "created_at",
            "status",
            "model",
            "output",
            "output_text",
            "usage",
            "error",
            "incomplete_details",
            "background",
            "frequency_penalty",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "moderation",
            "parallel_tool_calls",
            "presence_penalty",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user");

    private ResponsesResponseReader() {}

    static ChatResponse read(Bytes body) {
        JsonNode response = Doc.ofUpstream(body).node();
        if (!response.path("output").isArray()) {
            throw new GatewayException(
                    GatewayError.Kind.UPSTREAM_FAILED, "The upstream's answer has no list of output items.");
        }
        List<Part> parts = new ArrayList<>();
        List<TokenLogprob> logprobs = new ArrayList<>();
        boolean calls = false;
        for (JsonNode item : response.path("output")) {
            List<Part> more = ResponsesOutputReader.parts(item);
            calls |= more.stream().anyMatch(Part.ToolUse.class::isInstance);
            parts.addAll(more);
            logprobs.addAll(ResponsesOutputReader.logprobs(item));
        }
        ChatEvent.Reported reported = ResponsesUsage.read(response);
        Choice choice =
                new Choice(0, parts, ResponsesOutputReader.finish(response, calls), logprobs, lastExtras(response));
        return new ChatResponse(
                response.path("id").asText(""),
                response.path("model").asText(""),
                created(response),
                List.of(choice),
                reported == null ? null : reported.usage(),
                Extras.NONE);
    }

    static long created(JsonNode response) {
        JsonNode created = response.path("created_at");
        return created.isNumber() && created.canConvertToLong() ? created.longValue() : 0;
    }

    /** What only the end of an answer says, such as the service tier that was really used. */
    static Extras lastExtras(JsonNode response) {
        return ResponsesNotes.of(ResponsesNotes.rest(response, KNOWN));
    }
}
