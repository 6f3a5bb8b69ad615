package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** An output item while it is written: its events as they come, and in the end the whole item. */
abstract class ResponsesItem {
    final ResponsesEmitter events;
    final ObjectNode node;
    private final int index;
    private final String id;
    private @Nullable Seal late;

    /**
     * Begins an item.
     *
     * @param node the item without its content; has its id
     */
    ResponsesItem(ResponsesEmitter events, int index, ObjectNode node) {
        this.events = events;
        this.index = index;
        this.node = node;
        this.id = node.path("id").asText("");
    }

    /** Members that tell an event's item. */
    final ObjectNode place() {
        return JsonTree.object().put("item_id", id).put("output_index", index);
    }

    final void added() {
        events.item("response.output_item.added", index, node);
    }

    final void done() {
        events.item("response.output_item.done", index, node);
    }

    /** More text. */
    abstract void say(String text);

    /** A seal that comes after the item has begun; one that the item has no place for follows it. */
    void seal(Seal seal) {
        late = seal;
    }

    final @Nullable Seal lateSeal() {
        return late;
    }

    /**
     * The item is whole.
     *
     * @param cut whether the answer ended before it was
     */
    abstract void close(boolean cut);

    static String status(boolean cut) {
        return cut ? "incomplete" : "completed";
    }
}
