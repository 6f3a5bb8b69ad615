package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Comparator;

/**
 * What the model of chat has no place for, in the places where it stood, objects within objects. It is what an object says
 * beyond what would be written of it; written over that, it gives the object again.
 */
final class BedrockExtras {
    /** Numbers are equal however they are written. */
    private static final Comparator<JsonNode> SAME = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private BedrockExtras() {}

    /** What {@code original} says beyond {@code written}. */
    static Extras beyond(ObjectNode written, JsonNode original) {
        return of(difference(written, original));
    }

    static Extras of(ObjectNode members) {
        return members.isEmpty() ? Extras.NONE : new Extras(Dialect.BEDROCK, JsonTree.raw(members));
    }

    /** Writes extras over an object; those of another dialect are lost. */
    static void write(Extras extras, ObjectNode out, Losses losses) {
        if (extras.isOf(Dialect.BEDROCK)) {
            merge(JsonTree.node(extras.members()), out);
        } else {
            losses.carry(extras, Dialect.BEDROCK, out);
        }
    }

    /** The member of extras of this dialect; missing if there is none. */
    static JsonNode member(Extras extras, String name) {
        return extras.isOf(Dialect.BEDROCK)
                ? JsonTree.node(extras.members()).path(name)
                : JsonTree.object().path(name);
    }

    /** Sets members, and those of objects within. */
    static void merge(JsonNode from, ObjectNode into) {
        from.properties().forEach(member -> {
            JsonNode there = into.get(member.getKey());
            if (there instanceof ObjectNode below && member.getValue().isObject()) {
                merge(member.getValue(), below);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    private static ObjectNode difference(ObjectNode written, JsonNode original) {
        ObjectNode difference = JsonTree.object();
        original.properties().forEach(member -> {
            JsonNode value = member.getValue();
            JsonNode there = written.get(member.getKey());
            if (there instanceof ObjectNode below && value.isObject()) {
                ObjectNode inside = difference(below, value);
                if (!inside.isEmpty()) {
                    difference.set(member.getKey(), inside);
                }
            } else if (there == null || !value.equals(SAME, there)) {
                difference.set(member.getKey(), value);
            }
        });
        return difference;
    }
}
