package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * AI Proxy's library: one question, answered from documents of an account.
 *
 * @see <a href="https://docs.aiproxy.io/dev/library">AI Proxy's library</a>
 */
final class AiProxyLibraryShape implements VendorShape {

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model()).put("stream", asked.isStream());
        return out.put("query", asked.transcript(asked.messages()));
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        ObjectNode message = Completions.message(answer.text("answer"));
        sources(answer.node(), message);
        return Completions.whole("", message, "stop", null);
    }

    /** Documents that the answer rests on, as OpenAI cites pages. */
    private static void sources(JsonNode said, ObjectNode message) {
        if (said.path("documents").isEmpty()) {
            return;
        }
        var annotations = message.putArray("annotations");
        for (JsonNode document : said.path("documents")) {
            annotations
                    .addObject()
                    .put("type", "url_citation")
                    .putObject("url_citation")
                    .put("url", document.path("url").asText(""))
                    .put("title", document.path("title").asText(""))
                    .put("start_index", 0)
                    .put("end_index", 0);
        }
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            private boolean done;

            @Override
            public ObjectNode read(String event, JsonNode data) {
                done = data.path("finish").asBoolean(false);
                ObjectNode delta = Completions.message(data.path("content").asText(""));
                sources(data, delta);
                return Completions.chunk("", delta, done ? "stop" : null, null);
            }

            @Override
            public boolean isDone() {
                return done;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        int code = body.path("errCode").asInt(0);
        boolean failed =
                code != 0 || (body.has("success") && !body.path("success").asBoolean(true));
        return failed
                ? Completions.error(body.path("message").asText(""), code + "", code >= 400 && code < 600 ? code : 400)
                : null;
    }
}
