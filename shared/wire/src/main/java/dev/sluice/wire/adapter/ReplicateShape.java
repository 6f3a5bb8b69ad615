package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Tickets;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prediction of Replicate. What is not finished when it is created is fetched later, and what is to come in events always
 * is: see {@link ReplicateTickets}.
 *
 * @see <a href="https://replicate.com/docs/reference/http#predictions.create">Replicate's predictions</a>
 * @see <a href="https://replicate.com/docs/topics/predictions/streaming">and their streams</a>
 */
final class ReplicateShape implements VendorShape {
    private static final Tickets TICKETS = new ReplicateTickets();
    private static final String OUTPUT = "output";
    private static final String ERROR = "error";
    private static final String DONE = "done";
    private static final String FAILED = "The prediction failed.";

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("version", asked.model());
        if (asked.isStream()) {
            out.put("stream", true);
        }
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
            throw answer.at("status").wrong("succeeded");
        }
        StringBuilder text = new StringBuilder();
        JsonNode output = said.path("output");
        if (output.isArray()) {
            output.forEach(piece -> text.append(piece.asText("")));
        } else {
            text.append(output.asText(""));
        }
        ObjectNode message = Completions.message(text.toString());
        return Completions.whole(said.path("id").asText(""), message, "stop", usage(said.path("metrics")));
    }

    private static @Nullable ObjectNode usage(JsonNode metrics) {
        return Completions.usage(metrics.path("input_token_count"), metrics.path("output_token_count"));
    }

    @Override
    public Optional<Tickets> tickets() {
        return Optional.of(TICKETS);
    }

    /** What the model writes is plain text, which must never be read as JSON: it may look like an error. */
    @Override
    public @Nullable JsonNode payload(Frame event) {
        JsonNode json = VendorShape.super.payload(event);
        return switch (event.name()) {
            case OUTPUT -> JsonTree.object().put(OUTPUT, event.data().utf8());
            case ERROR ->
                JsonTree.object()
                        .put(ERROR, json == null ? FAILED : json.path("detail").asText(FAILED));
            case DONE -> done(json);
            default -> json;
        };
    }

    /** It says why, if it is not because all has been said. */
    private static ObjectNode done(@Nullable JsonNode json) {
        String reason = json == null ? "" : json.path("reason").asText("");
        return reason.isEmpty()
                ? JsonTree.object()
                : JsonTree.object().put(ERROR, "The prediction ended with " + reason + ".");
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            private boolean done;

            @Override
            public @Nullable ObjectNode read(String event, JsonNode data) {
                return switch (event) {
                    case OUTPUT -> {
                        ObjectNode delta = Completions.message(data.path(OUTPUT).asText());
                        yield Completions.chunk("", delta, null, null);
                    }
                    case DONE -> Completions.chunk("", JsonTree.object(), "stop", null);
                    case ReplicateTickets.CLOSING -> {
                        done = true;
                        ObjectNode usage = usage(data.path("metrics"));
                        yield usage == null ? null : Completions.usageChunk(usage);
                    }
                    default -> null;
                };
            }

            @Override
            public boolean isDone() {
                return done;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        String error = body.path(ERROR).asText("");
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
