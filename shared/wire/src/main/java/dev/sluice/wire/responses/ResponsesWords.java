package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.json.JsonTree;
import java.util.List;

/** A message item while it is written: texts and refusals, one after the other. */
final class ResponsesWords extends ResponsesItem {
    private static final String TEXT = "output_text";

    private final ArrayNode content;
    private final StringBuilder said = new StringBuilder();
    private final ArrayNode logprobs = JsonTree.object().arrayNode();
    private int told;
    private ObjectNode part = JsonTree.object();
    private boolean open;

    ResponsesWords(ResponsesEmitter events, int index, ObjectNode node) {
        super(events, index, node);
        node.put("type", "message").put("status", "in_progress").put("role", "assistant");
        this.content = node.putArray("content");
        added();
    }

    /** Begins a text, or a refusal. */
    void begin(boolean refusal) {
        endPart();
        part = JsonTree.object().put("type", refusal ? "refusal" : TEXT);
        if (refusal) {
            part.put("refusal", "");
        } else {
            part.putArray("annotations");
            part.putArray("logprobs");
            part.put("text", "");
        }
        content.add(part);
        open = true;
        events.emit("response.content_part.added", here().set("part", part));
    }

    private ObjectNode here() {
        return place().put("content_index", content.size() - 1);
    }

    boolean isText() {
        return part.path("type").asText().equals(TEXT);
    }

    @Override
    void say(String text) {
        said.append(text);
        ObjectNode delta = here().put("delta", text);
        if (isText()) {
            delta.set("logprobs", logprobsSince());
        }
        events.emit(isText() ? "response.output_text.delta" : "response.refusal.delta", delta);
    }

    private ArrayNode logprobsSince() {
        ArrayNode since = JsonTree.object().arrayNode();
        for (; told < logprobs.size(); told++) {
            since.add(logprobs.get(told));
        }
        return since;
    }

    void weigh(List<TokenLogprob> tokens) {
        ResponsesLogprobs.write(tokens, logprobs);
    }

    void cite(JsonNode annotation) {
        if (isText()) {
            ArrayNode annotations = part.withArray("annotations");
            ObjectNode event = here().put("annotation_index", annotations.size());
            annotations.add(annotation);
            events.emit("response.output_text.annotation.added", event.set("annotation", annotation));
        }
    }

    private void endPart() {
        if (!open) {
            return;
        }
        open = false;
        if (isText() && told < logprobs.size()) {
            // Clients who count tokens as they come read them from the deltas only.
            ObjectNode late = here().put("delta", "");
            events.emit("response.output_text.delta", late.set("logprobs", logprobsSince()));
        }
        if (isText()) {
            part.set("logprobs", logprobs.deepCopy());
            part.put("text", said.toString());
            ObjectNode done = here().put("text", said.toString());
            events.emit("response.output_text.done", done.set("logprobs", part.path("logprobs")));
        } else {
            part.put("refusal", said.toString());
            events.emit("response.refusal.done", here().put("refusal", said.toString()));
        }
        events.emit("response.content_part.done", here().set("part", part));
        logprobs.removeAll();
        told = 0;
        said.setLength(0);
    }

    @Override
    void close(boolean cut) {
        endPart();
        node.put("status", status(cut));
        done();
    }
}
