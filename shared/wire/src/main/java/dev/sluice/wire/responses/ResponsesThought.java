package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.JsonTree;

/** A reasoning item while it is written: a summary, or the thoughts themselves. */
final class ResponsesThought extends ResponsesItem {
    private final boolean summary;
    private final ArrayNode list;
    private final StringBuilder said = new StringBuilder();

    ResponsesThought(ResponsesEmitter events, int index, ObjectNode node, boolean summary) {
        super(events, index, node);
        this.summary = summary;
        node.put("type", "reasoning");
        ArrayNode summaries = node.putArray("summary");
        this.list = summary ? summaries : node.putArray("content");
        added();
    }

    @Override
    void say(String text) {
        if (said.isEmpty()) {
            String added = summary ? "response.reasoning_summary_part.added" : "response.content_part.added";
            events.emit(added, here().set("part", part("")));
        }
        said.append(text);
        events.emit(
                summary ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta",
                here().put("delta", text));
    }

    private ObjectNode here() {
        return place().put(summary ? "summary_index" : "content_index", 0);
    }

    private ObjectNode part(String text) {
        return JsonTree.object()
                .put("type", summary ? "summary_text" : "reasoning_text")
                .put("text", text);
    }

    @Override
    void seal(Seal seal) {
        node.put("encrypted_content", Seals.write(seal, Dialect.RESPONSES));
    }

    /** Makes it an item that only carries the seal of a part beside it. */
    void carry(Seal seal) {
        node.put("encrypted_content", Seals.writeForNext(seal));
    }

    @Override
    void close(boolean cut) {
        if (!said.isEmpty()) {
            String text = said.toString();
            list.add(part(text));
            events.emit(
                    summary ? "response.reasoning_summary_text.done" : "response.reasoning_text.done",
                    here().put("text", text));
            events.emit(
                    summary ? "response.reasoning_summary_part.done" : "response.content_part.done",
                    here().set("part", part(text)));
        }
        done();
    }
}
