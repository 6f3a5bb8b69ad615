package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import java.util.Map;

/**
 * Takes out of a request what Mistral refuses, which answers 422 to members that it does not know, and says in its words
 * what it calls otherwise: <a href="https://docs.mistral.ai/api/endpoint/chat">its API</a>.
 */
final class OpenAiFewMembers {
    private static final Map<String, Loss> UNKNOWN = Map.of(
            "user", Loss.USER,
            "logprobs", Loss.LOGPROBS,
            "top_logprobs", Loss.LOGPROBS,
            "verbosity", Loss.VERBOSITY,
            "service_tier", Loss.SERVICE_TIER,
            "prompt_cache_key", Loss.CACHE_MARK,
            "reasoning_effort", Loss.THINKING,
            "modalities", Loss.MODALITIES);

    private final Losses losses;

    private OpenAiFewMembers(Losses losses) {
        this.losses = losses;
    }

    static void keep(ObjectNode request, Losses losses) {
        new OpenAiFewMembers(losses).request(request);
    }

    private void request(ObjectNode request) {
        UNKNOWN.forEach((name, loss) -> losses.addIfPresent(loss, request.remove(name)));
        JsonNode seed = request.remove("seed");
        if (seed != null) {
            request.set("random_seed", seed);
        }
        for (JsonNode message : request.path("messages")) {
            if (message instanceof ObjectNode object) {
                message(object);
            }
        }
        for (JsonNode tool : request.path("tools")) {
            if (tool.get("function") instanceof ObjectNode function && !function.has("parameters")) {
                function.putObject("parameters").put("type", "object").putObject("properties");
            }
        }
        String mode = request.at("/tool_choice/allowed_tools/mode").asText();
        if (!mode.isEmpty()) {
            losses.add(Loss.TOOL_CHOICE);
            request.put("tool_choice", mode);
        }
    }

    private void message(ObjectNode message) {
        if (!message.path("role").asText().equals("tool")) {
            losses.addIfPresent(Loss.NAME, message.remove("name"));
        }
        losses.addIfPresent(Loss.SEAL, message.remove("reasoning_details"));
        for (JsonNode part : message.path("content")) {
            if (part instanceof ObjectNode object
                    && object.path("type").asText().equals("refusal")) {
                losses.add(Loss.REFUSAL);
                object.put("type", "text").set("text", object.remove("refusal"));
            }
        }
        JsonNode refusal = message.remove("refusal");
        if (refusal != null && !refusal.isNull()) {
            losses.add(Loss.REFUSAL);
            refuse(message, refusal.asText());
        }
    }

    /** The refusal comes after the other words. */
    private static void refuse(ObjectNode message, String refusal) {
        JsonNode content = message.path("content");
        if (content.isArray()) {
            message.withArray("content").add(OpenAiPartWriter.text(refusal));
        } else {
            String said = content.asText("");
            message.put("content", said.isEmpty() || content.isNull() ? refusal : said + "\n\n" + refusal);
        }
    }
}
