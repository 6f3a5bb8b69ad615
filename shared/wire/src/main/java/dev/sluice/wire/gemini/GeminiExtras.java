package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers the members that the model of chat has no place for, those of nested objects under their objects' names. */
final class GeminiExtras {
    private final ObjectNode rest = JsonTree.object();

    static GeminiExtras gather() {
        return new GeminiExtras();
    }

    /** What an object says beyond what is known, explicit nulls included. */
    static Extras beyond(Doc object, Set<String> known) {
        return gather().of(object, known).extras();
    }

    /** Adds what this object says beyond what is known. */
    GeminiExtras of(Doc object, Set<String> known) {
        addUnknown(object, known, rest);
        return this;
    }

    /** Adds what a nested object says beyond what is known; an empty object counts as said. */
    GeminiExtras inside(String name, Doc object, Set<String> known) {
        if (object.isObject()) {
            ObjectNode unknown = JsonTree.object();
            addUnknown(object, known, unknown);
            if (!unknown.isEmpty() || object.node().isEmpty()) {
                merge(rest, JsonTree.object().set(name, unknown));
            }
        }
        return this;
    }

    GeminiExtras with(String name, @Nullable JsonNode value) {
        if (value != null && !value.isMissingNode()) {
            merge(rest, JsonTree.object().set(name, value));
        }
        return this;
    }

    GeminiExtras with(ObjectNode members) {
        merge(rest, members);
        return this;
    }

    Extras extras() {
        return rest.isEmpty() ? Extras.NONE : new Extras(Dialect.GEMINI, JsonTree.raw(rest));
    }

    private static void addUnknown(Doc object, Set<String> known, ObjectNode into) {
        for (Map.Entry<String, Doc> member : object.members()) {
            JsonNode value = member.getValue().node();
            if (!known.contains(member.getKey()) || value.isNull()) {
                into.set(member.getKey(), value);
            }
        }
    }

    /** Writes extras into what is written, objects into objects of the same name; those of other dialects are lost. */
    static void carry(Extras extras, ObjectNode out, Losses losses) {
        if (extras.isOf(Dialect.GEMINI)) {
            merge(out, members(extras));
        } else {
            losses.carry(extras, Dialect.GEMINI, out);
        }
    }

    /** The members, if they are Gemini's; else none. */
    static ObjectNode members(Extras extras) {
        boolean own = extras.isOf(Dialect.GEMINI);
        return own && JsonTree.node(extras.members()) instanceof ObjectNode members ? members : JsonTree.object();
    }

    static void merge(ObjectNode into, ObjectNode more) {
        for (Map.Entry<String, JsonNode> member : more.properties()) {
            boolean both = into.get(member.getKey()) instanceof ObjectNode && member.getValue() instanceof ObjectNode;
            if (both) {
                merge((ObjectNode) into.get(member.getKey()), (ObjectNode) member.getValue());
            } else {
                into.set(member.getKey(), member.getValue().deepCopy());
            }
        }
    }
}
