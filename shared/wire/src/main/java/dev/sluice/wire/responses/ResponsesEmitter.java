package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Numbers the events of an answer from 0 without gaps. Where the answer is made whole, there is nobody to hear them. */
final class ResponsesEmitter {
    private @Nullable EventSink out;
    private int sequence;

    /** Events go here from now on. */
    void to(EventSink sink) {
        out = sink;
    }

    boolean isHeard() {
        return out != null;
    }

    void emit(String type, ObjectNode members) {
        EventSink sink = out;
        if (sink != null) {
            ObjectNode event = JsonTree.object().put("type", type).put("sequence_number", sequence++);
            event.setAll(members);
            sink.event(type, JsonTree.write(event));
        }
    }

    void response(String type, ObjectNode response) {
        emit(type, JsonTree.object().set("response", response));
    }

    void item(String type, int index, ObjectNode item) {
        emit(type, JsonTree.object().put("output_index", index).set("item", item));
    }
}
