package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * DashScope's own API: text generation, text vectors and rerank.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/model-studio/qwen-api-via-dashscope">DashScope's API</a>
 */
final class DashScopeShape implements VendorShape {
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final String PARAMETERS = "parameters";
    private static final String USAGE = "usage";
    private static final String CODE = "code";

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model());
        ArrayNode messages = out.putObject(INPUT).putArray("messages");
        for (ObjectNode message : asked.messages()) {
            if (message.path("content").isArray()) {
                message.put("content", asked.text(message.get("content")));
            }
            messages.add(message);
        }
        ObjectNode parameters = out.putObject(PARAMETERS).put("result_format", "message");
        if (asked.isStream()) {
            parameters.put("incremental_output", true);
        }
        asked.keep(parameters, "temperature", "top_p", "top_k", "seed", "stop", "n", "presence_penalty");
        asked.keep(parameters, "tools", "tool_choice", "parallel_tool_calls", "response_format");
        asked.keep(parameters, "enable_search", "enable_thinking", "thinking_budget", "repetition_penalty");
        asked.keep(parameters, "logprobs", "top_logprobs");
        asked.moveCap(parameters, "max_tokens");
        return out;
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        ObjectNode out = answer(answer.node(), "message");
        answer.object(OUTPUT).at("choices").items();
        return out;
    }

    /** The choices are OpenAI's, but for a finish reason that is the text {@code null} as long as there is none. */
    private static ObjectNode answer(JsonNode answer, String as) {
        ObjectNode out = JsonTree.object().put("id", answer.path("request_id").asText(""));
        ArrayNode choices = out.putArray("choices");
        for (JsonNode choice : answer.path(OUTPUT).path("choices")) {
            ObjectNode written =
                    choices.addObject().put("index", choice.path("index").asInt(choices.size() - 1));
            written.set(as, choice.path("message"));
            String finish = choice.path("finish_reason").asText("null");
            written.put("finish_reason", finish.equals("null") ? null : finish);
        }
        ObjectNode usage = usage(answer.path(USAGE));
        if (usage != null) {
            out.set(USAGE, usage);
        }
        return out;
    }

    private static @Nullable ObjectNode usage(JsonNode usage) {
        ObjectNode out = Completions.usage(usage.path("input_tokens"), usage.path("output_tokens"));
        if (out == null) {
            return null;
        }
        copy(usage.path("prompt_tokens_details"), out, "prompt_tokens_details");
        copy(usage.path("output_tokens_details"), out, "completion_tokens_details");
        return out;
    }

    private static void copy(JsonNode details, ObjectNode out, String as) {
        if (details.isObject()) {
            out.set(as, details);
        }
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            @Override
            public ObjectNode read(String event, JsonNode data) {
                return answer(data, "delta");
            }

            @Override
            public boolean isDone() {
                // Usage grows with each event, and nothing follows the last but the end of the body.
                return false;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        String code = body.path(CODE).asText("");
        return code.isEmpty() || body.path(OUTPUT).isObject()
                ? null
                : Completions.error(body.path("message").asText(""), code, status(code));
    }

    private static int status(String code) {
        return switch (code) {
            case "InvalidApiKey" -> 401;
            case "ModelNotFound", "Model.AccessDenied" -> 404;
            default -> code.startsWith("Throttling") ? 429 : 0;
        };
    }

    @Override
    public ObjectNode embeddingRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model());
        ArrayNode texts = out.putObject(INPUT).putArray("texts");
        JsonNode input = asked.take(INPUT);
        if (input != null && input.isArray()) {
            input.forEach(texts::add);
        } else if (input != null) {
            texts.add(input);
        }
        ObjectNode parameters = out.putObject(PARAMETERS);
        asked.move("dimensions", parameters, "dimension").keep(parameters, "text_type");
        return out;
    }

    @Override
    public ObjectNode embeddingAnswer(Doc answer) {
        ObjectNode out = JsonTree.object();
        ArrayNode data = out.putArray("data");
        for (Doc item : answer.object(OUTPUT).at("embeddings").items()) {
            data.addObject()
                    .put("index", item.at("text_index").node().asInt(0))
                    .set("embedding", item.at("embedding").node());
        }
        return used(answer, out);
    }

    @Override
    public ObjectNode rerankRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model());
        asked.keep(out.putObject(INPUT), "query", "documents");
        asked.keep(out.putObject(PARAMETERS), "top_n", "return_documents");
        return out;
    }

    @Override
    public ObjectNode rerankAnswer(Doc answer) {
        ObjectNode out = JsonTree.object();
        out.set("results", answer.object(OUTPUT).at("results").node());
        return used(answer, out);
    }

    private static ObjectNode used(Doc answer, ObjectNode out) {
        JsonNode tokens = answer.at(USAGE).node().path("total_tokens");
        if (tokens.isNumber()) {
            out.putObject(USAGE).put("prompt_tokens", tokens.asLong()).put("total_tokens", tokens.asLong());
        }
        return out;
    }
}
