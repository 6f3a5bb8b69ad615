package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prediction of Replicate, waited for: its answer comes whole, since events would have to be fetched by a second request.
 *
 * @see <a href="https://replicate.com/docs/reference/http#predictions.create">Replicate's predictions</a>
 */
final class ReplicateShape implements VendorShape {

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("version", asked.model());
        ObjectNode input = out.putObject("input");
        List<ObjectNode> spoken = new ArrayList<>();
        StringBuilder system = new StringBuilder();
        for (ObjectNode message : asked.messages()) {
            if (message.path("role").asText().equals("system")) {
                system.append(system.isEmpty() ? "" : "\n").append(asked.text(message.get("content")));
            } else {
                spoken.add(message);
            }
        }
        input.put("prompt", asked.transcript(spoken));
        if (!system.isEmpty()) {
            input.put("system_prompt", system.toString());
        }
        asked.keep(input, "temperature", "top_p", "top_k", "presence_penalty", "frequency_penalty", "seed");
        asked.moveCap(input, "max_tokens");
        JsonNode stops = asked.take("stop");
        JsonNode stop = stops != null && stops.isArray() && stops.size() == 1 ? stops.get(0) : stops;
        if (stop != null && stop.isTextual()) {
            input.set("stop_sequences", stop);
        } else if (stop != null) {
            asked.lose(Loss.STOP);
        }
        return out;
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        JsonNode said = answer.node();
        if (!said.path("status").asText().equals("succeeded")) {
            throw answer.at("status").wrong("succeeded: the prediction takes too long to be waited for");
        }
        StringBuilder text = new StringBuilder();
        JsonNode output = said.path("output");
        if (output.isArray()) {
            output.forEach(piece -> text.append(piece.asText("")));
        } else {
            text.append(output.asText(""));
        }
        JsonNode metrics = said.path("metrics");
        ObjectNode usage = Completions.usage(metrics.path("input_token_count"), metrics.path("output_token_count"));
        return Completions.whole(said.path("id").asText(""), Completions.message(text.toString()), "stop", usage);
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            @Override
            public @Nullable ObjectNode read(String event, JsonNode data) {
                return null;
            }

            @Override
            public boolean isDone() {
                return false;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        String error = body.path("error").asText("");
        if (!error.isEmpty() && !error.equals("null")) {
            return Completions.error(error, "prediction_failed", 0);
        }
        return body.has("detail") && !body.has("id")
                ? Completions.error(
                        body.path("detail").asText(""),
                        body.path("title").asText(""),
                        body.path("status").asInt(0))
                : null;
    }
}
