package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Set;

/** What this dialect's readers note about a part so that its writers say it again in the same form. */
final class ResponsesNotes {
    /** Says only that this dialect wrote it, in the longer of the forms that it has. */
    static final Extras MARK = new Extras(Dialect.RESPONSES, RawJson.EMPTY_OBJECT);

    /** Members of the message item to which a text or refusal belongs; on the first one of each item. */
    static final String ITEM = "item";

    /** Says of a text in a message item of unusual form that its content was a string. */
    static final String STRING = "string";

    /** The id of a wrapped seal that belongs to the part before it. */
    static final String PREVIOUS = "previous";

    private ResponsesNotes() {}

    static boolean isMarked(Notes notes) {
        return notes.extras().isOf(Dialect.RESPONSES);
    }

    static boolean isPlain(Notes notes) {
        return notes.extras().isEmpty() && notes.cache() == null && notes.seal() == null;
    }

    /** The members that this dialect has noted; none for those of another. */
    static JsonNode members(Extras extras) {
        return extras.isOf(Dialect.RESPONSES) ? JsonTree.node(extras.members()) : JsonTree.object();
    }

    static Extras of(ObjectNode members) {
        return members.isEmpty() ? Extras.NONE : new Extras(Dialect.RESPONSES, JsonTree.raw(members));
    }

    /** The members of an upstream's object that its reader does not know. */
    static ObjectNode rest(JsonNode object, Set<String> known) {
        ObjectNode rest = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest;
    }
}
